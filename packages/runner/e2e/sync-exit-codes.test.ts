import type { Fault } from 'airbnb-insights-client/simulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliFolder, documentOf } from '../test/cli/cli-folder.ts'
import { SimulatedCli, TODAY } from './simulated-cli.ts'

const EXPIRED = '310000001'
const THROTTLED = '310000002'

describe('usage: exit code 2, one line, nothing asked', () => {
  const folder = new CliFolder()
  afterAll(() => folder[Symbol.dispose]())

  it.each([
    [
      ['--scrape-day', '2999-01-01'],
      '--scrape-day: given "2999-01-01", allowed: a day as YYYY-MM-DD, no later than today',
    ],
    [['--scrape-day', '2026-02-30'], '--scrape-day: given "2026-02-30"'],
    [['--account', 'anna'], '--account: given "anna", allowed: the digits of Airbnb account ids'],
    [['--concurrency', '0'], '--concurrency): given "0", allowed: a whole number'],
    [['--fast'], "unknown option '--fast'"],
  ])('sync %s', async (args, message) => {
    const { code, stdout, stderr } = await folder.spawn(['sync', ...args])
    expect(stderr).toContain(message)
    expect(stderr.trimEnd().split('\n')).toHaveLength(1)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  it('without an account names the commands that add one', async () => {
    const { code, stderr } = await folder.spawn(['sync'])
    expect(code).toBe(2)
    expect(stderr).toContain('airbnb-insights accounts import')
  })
})

it('a database that cannot be reached is exit code 3', async () => {
  using folder = new CliFolder()
  const { code, stderr } = await folder.spawn(['sync'], {
    env: {
      DATABASE_URL: 'postgres://me@127.0.0.1:9/none',
      CREDENTIAL_KEYS: `k:${Buffer.alloc(32, 1).toString('base64')}`,
    },
  })
  expect(stderr).toContain('127.0.0.1:9')
  expect(code).toBe(3)
})

describe('accounts that could not be synced', () => {
  let cli: SimulatedCli
  beforeAll(async () => {
    const throttle: Fault = {
      kind: 'status',
      status: 429,
      // Longer than is worth waiting for.
      retryAfter: 600,
      when: { accountId: THROTTLED, operation: 'ChartQuery', afterRequests: 3 },
      times: Infinity,
    }
    cli = await SimulatedCli.start({
      accounts: [
        { accountId: EXPIRED, listings: 1 },
        { accountId: THROTTLED, listings: 1 },
      ],
      faults: [throttle],
    })
    cli.simulator.expireSession(EXPIRED, 'null_components')
  })
  afterAll(() => cli[Symbol.asyncDispose]())

  it('rate-limited is exit code 5, and says when to come back', async () => {
    const { code, stdout } = await cli.sync(['--account', THROTTLED])
    expect(stdout).toMatch(/^310000002 +rate_limited /m)
    expect(stdout).toMatch(/→ Sync again after 20\d\d-\d\d-\d\d \d\d:\d\d UTC/)
    expect(code).toBe(5)
  })

  it('an expired session is exit code 4, and comes first of the two', async () => {
    const result = await cli.sync(['--json'])
    expect(result.code).toBe(4)
    expect(documentOf(result)).toMatchObject({
      exit_code: 4,
      accounts: [
        { account_id: EXPIRED, status: 'auth_failed', error: { code: 'authentication' } },
        { account_id: THROTTLED, status: 'rate_limited', retry_at: expect.stringMatching(/^20.*Z$/) },
      ],
    })
  })

  it('known to have expired it is not asked again, and still exit code 4', async () => {
    const before = cli.simulator.requests.length
    const { code, stdout } = await cli.sync(['--account', EXPIRED])
    expect(code).toBe(4)
    expect(stdout).toContain(`airbnb-insights accounts update ${EXPIRED} --from FILE`)
    expect(await cli.sync(['--account', EXPIRED, '--dry-run'])).toMatchObject({ code: 4 })
    expect(cli.simulator.requests).toHaveLength(before)
  })

  it('an account that is disabled or unknown is refused by name', async () => {
    await cli.folder.run(['accounts', 'disable', EXPIRED])
    const disabled = await cli.sync(['--account', EXPIRED])
    expect(disabled).toMatchObject({ code: 2, stderr: expect.stringContaining(`accounts enable ${EXPIRED}`) })
    const unknown = await cli.sync(['--account', '404'])
    expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining('There is no account 404') })
  })
})

it('a hash that nobody knows any more is exit code 3; a stale one of the settings is passed over, and said', async () => {
  await using cli = await SimulatedCli.start({ accounts: [{ accountId: THROTTLED, listings: 1 }] })
  const env = { AIRBNB_OPERATION_HASHES: JSON.stringify({ ChartQuery: '0'.repeat(64) }) }
  const passedOver = await cli.spawn(['sync', '--scrape-day', TODAY], { env })
  expect(passedOver.code).toBe(0)
  expect(`${passedOver.stdout}${passedOver.stderr}`).toMatch(/ChartQuery.*hash/)

  cli.simulator.setOperations({ ChartQuery: 'f'.repeat(64) })
  const { code, stdout } = await cli.spawn(['sync', '--scrape-day', TODAY, '--full'], { env })
  expect(stdout).toContain('ChartQuery')
  expect(code).toBe(3)
})
