import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import { afterAll, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const anna = simulatedCredentials('120000042')
const ben = simulatedCredentials('42')

interface Accounts {
  accounts: {
    account_id: string
    is_active: boolean
    credential_status: string
    cookie_key_id: string | null
  }[]
}

const list = async (...flags: string[]) =>
  (documentOf(await folder.run(['accounts', 'list', '--json', ...flags])) as Accounts).accounts
const ids = (accounts: Accounts['accounts']) => accounts.map(({ account_id }) => account_id)

describe('what cannot work is refused with the reason, and nothing is stored', () => {
  const without = (name: string) => anna.cookie.replace(new RegExp(`${name}=[^;]*; `), '')
  const flags = ['--client-version', anna.clientVersion, '--user-agent', anna.userAgent]

  it.each([
    [
      'a cookie without a session',
      ['--cookie', without('_airbed_session_id'), ...flags],
      '_airbed_session_id',
    ],
    ['a cookie without an account id', ['--cookie', without('_user_attributes'), ...flags], 'account id'],
    ["another account's cookie", ['--cookie', anna.cookie, ...flags, '--account-id', '42'], '120000042'],
    ['no cookie', flags, 'AIRBNB_COOKIE (--cookie): given nothing'],
    [
      'no client version',
      ['--cookie', anna.cookie, '--user-agent', 'x'],
      'X_CLIENT_VERSION (--client-version)',
    ],
    ['a missing file', ['--from', 'nowhere.txt'], '"nowhere.txt" (ENOENT)'],
    [
      'a malformed customer id',
      ['--cookie', anna.cookie, ...flags, '--customer-id', 'me'],
      '--customer-id: given "me"',
    ],
  ])('%s', async (_case, args, reason) => {
    const { code, stdout, stderr } = await folder.run(['accounts', 'add', ...args])
    expect(stderr).toMatch(/^airbnb-insights: [^\n]+\n$/)
    expect(stderr).toContain(reason)
    expect((stdout + stderr).includes('simsecret')).toBe(false)
    expect(code).toBe(2)
  })

  it.each([
    ['a cURL command of another site', curlCommand(anna, 'https://example.com'), 'example.com'],
    ['what is no request', 'hello', 'stdin'],
    ['an empty stdin', '', 'There is no text'],
    ['commands of two accounts', `${curlCommand(anna)}\n\n${curlCommand(ben)}`, '2 accounts, 120000042, 42'],
    ['a command without cookies', curlCommand({ ...anna, cookie: '' }), 'the browser left it out'],
    ['a HAR file', JSON.stringify({ log: { entries: [{ cookie: anna.cookie }] } }), 'HAR file'],
    ['a cookies.txt', `# Netscape HTTP Cookie File\n${anna.cookie}`, 'cookies.txt'],
  ])('%s', async (_case, stdin, reason) => {
    const { code, stdout, stderr } = await folder.run(['accounts', 'add', '--from', '-'], { stdin })
    expect(stderr).toMatch(/^airbnb-insights: --from: [^\n]+\n$/)
    expect(stderr).toContain(reason)
    expect((stdout + stderr).includes('simsecret')).toBe(false)
    expect(code).toBe(2)
  })

  it('--cookie together with --from', async () => {
    const { code, stderr } = await folder.run(['accounts', 'add', '--from', '-', '--cookie', 'a=b'])
    expect(stderr).toMatch(/^airbnb-insights: [^\n]+\n$/)
    expect(code).toBe(2)
  })

  it('and no database was made for any of it', () => {
    expect(existsSync(folder.dataFolder)).toBe(false)
  })
})

describe('an account', () => {
  it('is added from a cURL command, encrypted under a key file that only the owner can read', async () => {
    const added = await folder.spawn(['accounts', 'add', '--from', '-'], { stdin: curlCommand(anna) })
    expect(added.stderr).toBe('')
    expect(added.stdout).toContain('Account 120000042 added; its cookie is stored encrypted.')
    expect(added.code).toBe(0)
    expect(statSync(join(folder.dataFolder, 'credential.key')).mode & 0o777).toBe(0o600)
    const [account] = await list()
    expect(account).toMatchObject({ account_id: '120000042', is_active: true, credential_status: 'unknown' })
    expect(account?.cookie_key_id).toMatch(/^local-/)
  })

  it('shows without its cookie', async () => {
    const human = await folder.spawn(['accounts', 'show', '120000042'])
    expect(human.stdout).toContain('never synced')
    expect(human.stdout).toContain(anna.userAgent)
    const machine = await folder.run(['accounts', 'show', '120000042', '--json'])
    expect(documentOf(machine)).toMatchObject({
      account: { account_id: '120000042', client_version: anna.clientVersion },
      last_run: null,
      listings: [],
    })
    expect((human.stdout + machine.stdout).includes('simsecret')).toBe(false)
  })

  it('gets a new session by adding it again or by update, of the same account only', async () => {
    const again = await folder.run(['accounts', 'add', '--from', '-'], { stdin: curlCommand(anna) })
    expect(again.stdout).toContain('was there already and got the new session')

    writeFileSync(join(folder.path, 'ben.txt'), curlCommand(ben))
    const wrong = await folder.run(['accounts', 'update', '120000042', '--from', 'ben.txt'])
    expect(wrong.stderr).toContain('the new session is of account 42')
    expect(wrong.code).toBe(2)
    writeFileSync(join(folder.path, 'cookie.txt'), `${ben.cookie}\n`)
    const wrongCookie = await folder.run(['accounts', 'update', '120000042', '--cookie-file', 'cookie.txt'])
    expect(wrongCookie.stderr).toContain('belongs to the account 42')
    expect(wrongCookie.code).toBe(2)

    writeFileSync(join(folder.path, 'both.txt'), [curlCommand(ben), curlCommand(anna)].join('\n'))
    const ofBoth = await folder.run(['accounts', 'update', '120000042', '--from', 'both.txt', '--json'])
    expect(documentOf(ofBoth)).toMatchObject({ account: { account_id: '120000042' } })
    const ofNone = await folder.run(['accounts', 'update', '7', '--from', 'both.txt'])
    expect(ofNone.stderr).toContain('of 2 accounts, 42, 120000042')
    expect(ofNone.code).toBe(2)

    const right = await folder.run([
      'accounts',
      'update',
      '120000042',
      '--user-agent',
      'Another Browser/1.0',
      '--json',
    ])
    expect(documentOf(right)).toMatchObject({ account: { user_agent: 'Another Browser/1.0' } })
    const nothing = await folder.run(['accounts', 'update', '120000042'], {
      env: { AIRBNB_COOKIE: ben.cookie },
    })
    expect(nothing.stderr).toContain('given nothing to change')
    expect(nothing.code).toBe(2)
  })

  it('is disabled and enabled again', async () => {
    expect((await folder.run(['accounts', 'disable', '120000042'])).code).toBe(0)
    expect(ids(await list('--active'))).toEqual([])
    expect((await folder.run(['accounts', 'enable', '120000042'])).code).toBe(0)
    expect(ids(await list('--active'))).toEqual(['120000042'])
  })

  it('that does not exist is an error with a hint, not a stack', async () => {
    for (const args of [
      ['show', '7'],
      ['enable', '7'],
      ['remove', '7', '--yes'],
      ['update', '7', '--user-agent', 'x'],
    ]) {
      const { code, stderr } = await folder.run(['accounts', ...args])
      expect(stderr).toMatch(/^airbnb-insights: [^\n]*7[^\n]*\n→ [^\n]+accounts list[^\n]+\n$/)
      expect(code).toBe(1)
    }
    const malformed = await folder.run(['accounts', 'show', 'anna'])
    expect(malformed.stderr).toContain('<id>: given "anna"')
    expect(malformed.code).toBe(2)
  })

  it('is removed only when that is confirmed, and comes back by adding it', async () => {
    const unconfirmed = await folder.run(['accounts', 'remove', '120000042'])
    expect(unconfirmed.stderr).toContain('--yes')
    expect(unconfirmed.code).toBe(2)
    expect(ids(await list())).toEqual(['120000042'])

    expect((await folder.run(['accounts', 'remove', '120000042', '--yes'])).code).toBe(0)
    expect(ids(await list())).toEqual([])
    expect(ids(await list('--removed'))).toEqual(['120000042'])
    await folder.run(['accounts', 'add', '--from', '-'], { stdin: curlCommand(anna) })
    expect(ids(await list())).toEqual(['120000042'])

    const purged = await folder.run(['accounts', 'remove', '120000042', '--purge', '--yes', '--json'])
    expect(documentOf(purged)).toEqual({ account_id: '120000042', removed: true, purged: true })
    expect(ids(await list('--removed'))).toEqual([])
  })
}, 240_000)

it('keeps the country site of a copied request with the account, and shows it', async () => {
  const stdin = curlCommand(anna, 'https://www.airbnb.de')
  await folder.run(['accounts', 'add', '--from', '-'], { stdin })
  const shown = await folder.run(['accounts', 'show', anna.accountId])
  expect(shown.stdout).toMatch(/^Site +https:\/\/www\.airbnb\.de$/m)
  const { account } = documentOf(await folder.run(['accounts', 'show', anna.accountId, '--json'])) as {
    account: { base_url: string }
  }
  expect(account.base_url).toBe('https://www.airbnb.de')
})
