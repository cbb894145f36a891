import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const folder = new CliFolder()
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [
      { accountId: '7001', listings: 1 },
      { accountId: '7002', listings: 1 },
    ],
  })
})
afterAll(async () => {
  await simulator.close()
  folder[Symbol.dispose]()
})

const run = async (...args: string[]) => await folder.run(args)
const requestOf = (accountId: string) => {
  const account = simulator.accounts.find((one) => one.accountId === accountId)
  if (account === undefined) throw new Error(`the simulator has no account ${accountId}`)
  return curlCommand(account.credentials)
}
const add = async (accountId: string, ...flags: string[]) =>
  await folder.run(['accounts', 'add', '--from', '-', ...flags], { stdin: requestOf(accountId) })

describe('the name of an account', () => {
  it('is given when it is added, and stays when it gets a new session', async () => {
    expect((await add('7001', '--name', " Anna's flats ")).stdout).toMatch(
      /^✓ Account Anna's flats \(7001\) added;/,
    )
    expect((await add('7002')).stdout).toMatch(/^✓ Account 7002 added;/)
    expect((await add('7001')).stdout).toMatch(/^✓ Account Anna's flats \(7001\) was there already/)
  })

  it('stands beside the id in lists, and in a column only where there are names', async () => {
    const { stdout } = await run('accounts', 'list')
    expect(stdout).toMatch(/^Account {2}Called {8}Synced .*\n7001 {5}Anna's flats {2}enabled .*\n7002 {5}– /)
    expect(documentOf(await run('accounts', 'list', '--json'))).toMatchObject({
      accounts: [{ name: "Anna's flats" }, { name: null }],
    })
    expect((await run('accounts', 'show', '7001')).stdout).toMatch(/^Name +Anna's flats$/m)
  })

  it('is how doctor, sync and runs call it', async () => {
    const asked = ['--base-url', simulator.url, '--min-interval-ms', '0']
    expect((await run('doctor', ...asked)).stdout).toContain("Anna's flats (7001): works, 1 listing")
    expect((await run('sync', '--dry-run', ...asked)).stdout).toMatch(/^7001 {5}Anna's flats {2}/m)
    const synced = await run('sync', '--lookback-weeks', '1', ...asked)
    expect(synced.stdout + synced.stderr).toContain("Anna's flats (7001): 1/1 ")
    expect(synced.stdout).toMatch(/^7001 {5}Anna's flats {2}succeeded/m)
    expect((await run('runs', 'list')).stdout).toMatch(/ 7001 {5}Anna's flats /)
    expect((await run('runs', 'show', 'latest', '--account', '7001')).stdout).toMatch(
      /^Account +Anna's flats \(7001\)$/m,
    )
    const { stdout: page } = await run('report', '-o', '-')
    expect(page.replaceAll(/<\/?bdi>/g, '')).toContain('Anna&#39;s flats (account 7001)</h2>')
  })

  it('can be changed, and taken away', async () => {
    expect((await run('accounts', 'update', '7001', '--name', 'Lake')).stdout).toBe(
      '✓ Account Lake (7001) was changed.\n',
    )
    expect((await run('accounts', 'update', '7001', '--name', '')).stdout).toBe(
      '✓ Account 7001 was changed.\n',
    )
    expect((await run('accounts', 'list')).stdout).not.toContain('Called')
  })

  it.each([
    ['of several lines', 'two\nlines'],
    ['that is too long', 'x'.repeat(81)],
  ])('%s is refused', async (_, name) => {
    const { code, stderr } = await run('accounts', 'update', '7001', '--name', name)
    expect(stderr).toMatch(
      /^airbnb-insights: --name: given ".*", allowed: one line of at most 80 characters\n/,
    )
    expect(code).toBe(2)
  })
})
