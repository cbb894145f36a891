import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { until } from '../../../scripts/until.ts'
import { documentOf } from '../test/cli/cli-folder.ts'
import { BACKFILL_REQUESTS, SimulatedCli } from './simulated-cli.ts'

const ACCOUNT = '310000001'
const SECOND_ACCOUNT = '310000002'

let cli: SimulatedCli
beforeAll(async () => {
  cli = await SimulatedCli.start({
    accounts: [
      { accountId: ACCOUNT, listings: 3 },
      { accountId: SECOND_ACCOUNT, listings: 1 },
    ],
    latencyMs: 5,
  })
})
afterAll(() => cli[Symbol.asyncDispose]())

const requested = (count: number): Promise<void> =>
  until(() => cli.simulator.requests.length >= count, {
    everyMs: 10,
    instead: () => `${cli.simulator.requests.length} requests`,
  })

describe('Ctrl-C in mid-sync', () => {
  it('ends with 130: the run is cancelled with what it stored, the next account has not begun', async () => {
    const result = await cli.sync(['--concurrency', '1', '--json'], {
      whileRunning: async (child) => {
        // In the middle of the second listing.
        await requested(BACKFILL_REQUESTS + 30)
        child.kill('SIGINT')
      },
    })
    expect(result.code).toBe(130)
    expect(result.stderr).toContain('Cancelling')
    expect(documentOf(result)).toMatchObject({
      exit_code: 130,
      accounts: [
        { status: 'cancelled', run: { status: 'cancelled', listings_succeeded: 1, listings_failed: 0 } },
        { status: 'cancelled', run: null },
      ],
    })
    expect(cli.simulator.requests.some(({ accountId }) => accountId === SECOND_ACCOUNT)).toBe(false)
  })

  it('the next sync goes on with that run and asks for what is missing alone', async () => {
    const before = cli.simulator.requests.length
    const result = await cli.sync(['--account', ACCOUNT])
    expect(result.code).toBe(0)
    expect(result.stderr).toMatch(/run [0-9a-f]{8} goes on: 1 of 3 listings are stored already/)
    const listings = new Set(cli.simulator.requests.slice(before).flatMap(({ listingIds }) => listingIds))
    expect(listings.size).toBe(2)
    const runs = documentOf(await cli.spawn(['runs', 'list', '--account', ACCOUNT, '--json']))
    expect(runs).toMatchObject({ runs: [{ status: 'succeeded', attempts: 2, listings_succeeded: 3 }] })
  })
})
