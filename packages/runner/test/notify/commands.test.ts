import { startSimulator } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'
import { TargetServer } from './support/target-server.ts'

const ACCOUNT = '120000042'
const folder = new CliFolder()
let ours: TargetServer
let owners: TargetServer

beforeAll(async () => {
  ;[ours, owners] = await Promise.all([TargetServer.start(), TargetServer.start()])
  await using simulator = await startSimulator({ accounts: [{ accountId: ACCOUNT, listings: 1 }] })
  for (const { credentials } of simulator.accounts) {
    await folder.run(['accounts', 'add', '--from', '-'], { stdin: curlCommand(credentials) })
  }
})
beforeEach(() => {
  for (const server of [ours, owners]) {
    server.requests.splice(0)
    server.answer = { status: 200 }
  }
})
afterAll(async () => {
  await ours[Symbol.asyncDispose]()
  await owners[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

const env = () => ({ NOTIFY_URLS: `ntfy://${ours.host}/simsecret-topic-1` })
const shows = (text: string) => text.includes('simsecret')

describe('without any target', () => {
  test('a test says how to set one', async () => {
    const { code, stderr } = await folder.run(['notify', 'test'])
    expect(code).toBe(3)
    expect(stderr).toContain('There is nobody to tell: no target is set.')
    expect(stderr).toContain('accounts update ID --notify-url URL')
  })

  test('the list says so, and what is open all the same', async () => {
    const { code, stdout } = await folder.run(['notify', 'list'])
    expect(code).toBe(0)
    expect(stdout).toContain('Nobody is told anything: NOTIFY_URLS is not set')
    expect(stdout).toContain('✓ Nothing needs a human.')
  })
})

describe('a target of an account’s own', () => {
  test('is stored, shown as kind and host, and told what concerns the account', async () => {
    const stdin = `https://example.invalid/simsecret-hook-2\nntfy://${owners.host}/simsecret-topic-2\n`
    const update = ['accounts', 'update', ACCOUNT]
    const updated = await folder.run([...update, '--notify-url-file', '-'], { stdin })
    expect(updated).toMatchObject({ code: 0 })
    const url = `ntfy://${owners.host}/simsecret-topic-2`
    expect(await folder.run([...update, '--notify-url', url])).toMatchObject({ code: 0 })
    const { stdout } = await folder.run(['accounts', 'show', ACCOUNT])
    expect(stdout).toMatch(new RegExp(`Notifies +ntfy at ${owners.host}\\n`))
    expect(shows(updated.stdout + updated.stderr + stdout)).toBe(false)
  })

  test('a malformed one is refused by its position', async () => {
    const urls = ['ntfys://ntfy.example/simsecret-topic-3', 'tgram://simsecret-token-4']
    const { code, stderr } = await folder.run(['accounts', 'update', ACCOUNT, '--notify-url', ...urls])
    expect(code).toBe(2)
    expect(stderr).toContain(
      '--notify-url: given a value that is not shown (URL 2 of 2 is malformed; its form is tgram://',
    )
    expect(shows(stderr)).toBe(false)
  })

  test('nothing is nothing to change', async () => {
    const { code, stderr } = await folder.run(['accounts', 'update', ACCOUNT])
    expect(code).toBe(2)
    expect(stderr).toContain('given nothing to change')
  })
})

describe('notify test', () => {
  test('tells each target, and what each answered', async () => {
    owners.answer = { status: 403, body: 'simsecret-private-answer' }
    const { code, stdout, stderr } = await folder.run(['notify', 'test'], { env: env() })
    expect(code).toBe(1)
    expect(stdout).toContain(`✓ ntfy at ${ours.host} (all accounts): answered with 200\n`)
    expect(stdout).toContain(`✗ ntfy at ${owners.host} (account ${ACCOUNT}): answered with 403\n`)
    expect(shows(stdout + stderr)).toBe(false)
    expect(ours.all('title')).toEqual(['A test message of airbnb-insights'])
  })

  test('tries one that is given, or those of an account, alone', async () => {
    const url = `http://${owners.host}/hook`
    expect(await folder.run(['notify', 'test', '--url', url], { env: env() })).toMatchObject({ code: 0 })
    expect(owners.all('code')).toEqual(['test'])
    const result = await folder.run(['notify', 'test', '--account', ACCOUNT, '--json'], { env: env() })
    expect(documentOf(result)).toMatchObject({
      targets: [{ kind: 'ntfy', of: `account ${ACCOUNT}`, delivered: true, answer: 'answered with 200' }],
    })
    expect(ours.requests).toEqual([])
  })
})

describe('a target that is down', () => {
  test('keeps a message waiting, and the list says why', async () => {
    // A session that has expired is never asked: no Airbnb is needed for it.
    await folder.run(['accounts', 'update', ACCOUNT, '--notify-url', ''])
    const sync = () =>
      folder.run(['sync'], {
        env: {
          ...env(),
          AIRBNB_BASE_URL: 'http://127.0.0.1:9',
          AIRBNB_MIN_INTERVAL_MS: '0',
          AIRBNB_TIMEOUT_MS: '500',
        },
      })
    ours.answer = { status: 302, headers: { location: `http://${owners.host}/elsewhere` } }
    const first = await sync()
    expect(first.stderr).toContain(
      `A notification was not delivered: ntfy at ${ours.host} answered with 302, a redirect, which is not followed. The next sync tries again.`,
    )
    expect(owners.requests).toEqual([])
    const list = await folder.run(['notify', 'list', '--json'], { env: env() })
    expect(documentOf(list)).toMatchObject({
      targets: [
        { shown: `ntfy at ${ours.host}`, of: 'all accounts', waiting: 1, failures: 1, last_sent_at: null },
      ],
      conditions: [{ code: 'run_failed', account_id: ACCOUNT }],
      messages: [{ code: 'run_failed', type: 'opened', attempts: 1, sent_at: null, given_up_at: null }],
    })
    expect(shows(list.stdout)).toBe(false)
    const { stdout } = await folder.run(['notify', 'list'], { env: env() })
    expect(stdout).toContain('tried 1 time, next ')
  })
})

test('settings that are wrong stop the command, and say which part without showing it', async () => {
  const NOTIFY_URLS = `ntfys://ntfy.example/simsecret-a, mailto:simsecret-b`
  const { code, stderr } = await folder.run(['notify', 'list'], { env: { NOTIFY_URLS } })
  expect(code).toBe(2)
  expect(stderr).toContain(
    'NOTIFY_URLS (--notify-urls): given a value that is not shown (URL 2 of 2 is no URL',
  )
  expect(shows(stderr)).toBe(false)
  for (const [name, value] of [
    ['NOTIFY_QUIET', '22:00-25:00'],
    ['NOTIFY_DIGEST', 'someday 08:00'],
    ['NOTIFY_TIME_ZONE', 'Europe/Lissabon'],
    ['NOTIFY_SECRET', 'short'],
  ] as const) {
    const refused = await folder.run(['notify', 'list'], { env: { [name]: value } })
    expect([name, refused.code]).toEqual([name, 2])
    expect(refused.stderr).toContain(`${name} (--notify-`)
  }
})

test('a sync that cannot open its database tells so, and leaves the database’s address at home', async () => {
  const { code, stderr } = await folder.run(['sync'], {
    env: { ...env(), DATABASE_URL: 'postgres://me:simsecret-word@127.0.0.1:9/insights' },
  })
  expect(code).toBe(3)
  expect(shows(stderr)).toBe(false)
  expect(ours.all('title')).toEqual(['The database is in trouble'])
  expect(String(ours.all('message'))).toContain(
    'The database cannot be opened, and so nothing could be synced.',
  )
  expect(String(ours.all('message'))).not.toContain('127.0.0.1')
})
