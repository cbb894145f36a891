import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { documentOf } from '../test/cli/cli-folder.ts'
import { BACKFILL_REQUESTS, BACKFILL_ROWS, CANARY_REQUESTS, SimulatedCli, TODAY } from './simulated-cli.ts'

/** The listings' query, the weeks of so many listings, the canary. */
const requestsOf = (listings: number) => 1 + listings * BACKFILL_REQUESTS + CANARY_REQUESTS

const GOOD = '310000001'
const PARTIAL = '310000002'
const BROKEN_LISTING = '900000000000000022'

let cli: SimulatedCli
beforeAll(async () => {
  cli = await SimulatedCli.start({
    accounts: [
      { accountId: GOOD, listings: [{ listingId: '900000000000000011', internalName: 'Loft' }] },
      {
        accountId: PARTIAL,
        listings: [
          { listingId: '900000000000000021', internalName: 'Attic' },
          { listingId: BROKEN_LISTING, internalName: 'Barn' },
        ],
      },
    ],
    faults: [
      { kind: 'malformed', when: { listingId: BROKEN_LISTING, operation: 'ChartQuery' }, times: Infinity },
      { kind: 'status', status: 503, when: { accountId: GOOD, afterRequests: 10 } },
    ],
  })
})
afterAll(() => cli[Symbol.asyncDispose]())

describe('sync, step by step on one embedded database', () => {
  it('--dry-run says what would be asked, asks for the listings alone and stores nothing', async () => {
    const result = await cli.sync(['--dry-run', '--json'], { env: { AIRBNB_MIN_INTERVAL_MS: '500' } })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(documentOf(result)).toMatchObject({
      dry_run: true,
      scrape_day: TODAY,
      requests: requestsOf(1) + requestsOf(2),
      // The account that takes longer, for both are asked side by side.
      duration_ms: requestsOf(2) * 500,
      accounts: [
        {
          account_id: GOOD,
          requests: requestsOf(1),
          listings: [{ listing_id: '900000000000000011', backfill: true }],
        },
        { account_id: PARTIAL, requests: requestsOf(2) },
      ],
    })
    expect(cli.simulator.requests.map(({ operation }) => operation)).toEqual([
      'ListingsSectionQuery',
      'ListingsSectionQuery',
    ])
    expect(await cli.spawn(['runs', 'list'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('No runs yet'),
    })
  })

  it('on a pipe prints a line for each listing, a table of what was stored, and what to do next: exit code 1', async () => {
    const { code, stdout, stderr } = await cli.sync()
    expect(code).toBe(1)
    expect(stderr).toContain(`${GOOD}: 1/1 Loft: 333 rows new, 0 changed, 0 unchanged\n`)
    expect(stderr).toMatch(/310000001: .*HTTP 503: tries again in/)
    expect(stderr).toMatch(/310000002: 2\/2 Barn failed: .*dataPoints\[0\]\.ds/)
    expect(stderr.split('\n').length).toBeLessThan(12)
    expect(`${stdout}${stderr}`).not.toContain('\u001b')
    expect(stdout).toMatch(/^310000001 +succeeded +1\/1 +77 +333 +0 +0 +2026-04-12 /m)
    expect(stdout).toMatch(/^310000002 +partial +1\/2, 1 failed +78 +333 +0 +0 +2026-04-12 /m)
    expect(stdout).toMatch(/✗ Barn \(900000000000000022\): .*trace id/)
    expect(stdout).toMatch(/→ airbnb-insights runs show [0-9a-f]{8} \(--body/)
    expect(stdout).toContain(`1 of 2 accounts synced completely for scrape day ${TODAY}.`)
  })

  it('--json prints one document and no lines; the partial run goes on with the listing that is missing', async () => {
    cli.simulator.clearFaults()
    const before = cli.simulator.requests.length
    const result = await cli.sync(['--account', PARTIAL, '--json'])
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(documentOf(result)).toMatchObject({
      scrape_day: TODAY,
      exit_code: 0,
      accounts: [
        {
          account_id: PARTIAL,
          status: 'succeeded',
          error: null,
          run: {
            attempts: 2,
            retries: 1,
            listings_succeeded: 2,
            listings_failed: 0,
            rows: { inserted: 2 * BACKFILL_ROWS },
          },
          listings: [
            { status: 'succeeded', attempts: 1 },
            { listing_id: BROKEN_LISTING, status: 'succeeded', attempts: 2 },
          ],
        },
      ],
    })
    const asked = cli.simulator.requests.slice(before).flatMap(({ listingIds }) => listingIds)
    expect(new Set(asked)).toEqual(new Set([BROKEN_LISTING]))
  })

  it('after a success another sync is a new run: the same day changes nothing, --full asks everything', async () => {
    const again = documentOf(await cli.sync(['--account', GOOD, '--json']))
    expect(again).toMatchObject({
      accounts: [{ status: 'succeeded', run: { full: false, rows: { inserted: 0, updated: 0 } } }],
    })
    const full = documentOf(await cli.sync(['--account', GOOD, '--full', '--json']))
    expect(full).toMatchObject({
      accounts: [
        {
          run: {
            full: true,
            requests_done: requestsOf(1),
            rows: { inserted: 0, updated: 0, unchanged: BACKFILL_ROWS },
          },
        },
      ],
    })
  })
})
