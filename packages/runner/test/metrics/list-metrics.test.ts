import { type Simulator, startSimulator } from 'airbnb-insights-client/simulator'
import { METRIC_REGISTRY } from 'insights-transform'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { curlCommand } from '../../../../scripts/copied-request.ts'
import { DEFAULT_CHOICE } from '../../src/config/metric-choice.ts'
import { COLUMNS } from '../../src/metrics/list-metrics.ts'
import { metricCatalogue } from '../../src/metrics/metric-catalogue.ts'
import { renderTable } from '../../src/output/table.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'

const TODAY = '2026-04-15'
const folder = new CliFolder()
let simulator: Simulator
beforeAll(async () => {
  simulator = await startSimulator({
    today: TODAY,
    accounts: [
      { accountId: '7001', listings: 2 },
      { accountId: '7002', listings: 1 },
    ],
    faults: [
      { kind: 'refused', when: { accountId: '7002', metric: 'wishlist' }, times: Number.POSITIVE_INFINITY },
    ],
  })
})
afterAll(async () => {
  await simulator.close()
  folder[Symbol.dispose]()
})

/** What the document has of each metric. */
interface Listed {
  readonly metric: string
  readonly stored: readonly { readonly listings: number }[]
}

const run = async (...args: string[]) => await folder.run(args)
const listed = async (...args: string[]): Promise<Map<string, Listed>> => {
  const { metrics } = documentOf(await run('metrics', 'list', '--json', ...args)) as { metrics: Listed[] }
  return new Map(metrics.map((one) => [one.metric, one]))
}
const SHORT = ['--lookback-weeks', '2', '--lookahead-weeks', '1', '--horizon-weeks', '1']

it('lists all metrics that are known before there is a database, and makes none', async () => {
  const { code, stdout } = await run('metrics', 'list')
  expect(code).toBe(0)
  for (const { name } of METRIC_REGISTRY) expect(stdout).toMatch(new RegExp(`^${name} `, 'm'))
  expect(stdout).toMatch(/^conversion_rate +CONVERSION +each day +7\.9 +37 +– +– +– +booked nights, out of/m)
  expect(stdout).toMatch(/^p2_impressions +CONVERSION +with p3_impressions +– +– /m)
  expect(stdout).toMatch(/^occupancy_rate +OCCUPANCY +no +7\.9 +37 +– .* assumed: /m)
  expect(stdout).toContain(
    '2 metrics of 16 asked for: 15.7 requests a day for each listing, 74 for its first sync.',
  )
  expect((await run('accounts', 'list')).stdout).toMatch(/^No account/)
})

it('fits a terminal of 80 columns, whatever is stored', () => {
  const dates = { firstNight: '2026-03-29', lastNight: '2026-04-25', lastReadOn: TODAY }
  const stored = METRIC_REGISTRY.map(({ name }) => ({
    metric: name,
    table: 'metric_points' as const,
    listings: 2,
    rows: 9,
    ...dates,
  }))
  const windows = { lookbackWeeks: 25, lookaheadWeeks: 5, horizonWeeks: 12 }
  const catalogue = metricCatalogue({ choice: DEFAULT_CHOICE, windows, stored, accounts: [] })
  const lines = renderTable(catalogue, COLUMNS, { width: 80, style: (_, text) => text }).split('\n')
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80)
  expect(lines.at(0)).toMatch(/^Metric +Asked +Stored nights$/)
  expect(lines.at(2)).toMatch(
    /^p2_impressions_first_page_rate +with conversion_rate +2026-03-29 … 2026-04-25$/,
  )
})

it('says how often each is asked for by the setting, and what that costs', async () => {
  const { stdout } = await folder.run(['metrics', 'list'], { env: { SYNC_METRICS: 'all:7,default' } })
  expect(stdout).toMatch(/^p3_impressions +CONVERSION +each day +7\.9 +37 /m)
  expect(stdout).toMatch(/^value +QUALITY +one day of 7 +2\.0 +37 /m)
  expect(stdout).toContain(
    '16 metrics of 16 asked for: 43.7 requests a day for each listing, 592 for its first sync.',
  )
})

it('says what is stored, what is refused for whom, and which came that are not known', async () => {
  const copied = simulator.accounts.map(({ credentials }) => curlCommand(credentials)).join(' ;\n')
  await folder.run(['accounts', 'import', '--from', '-'], { stdin: copied })
  const asked = ['--base-url', simulator.url, '--min-interval-ms', '0', '--scrape-day', TODAY]
  const { code } = await run('sync', '--metrics', 'default,wishlist', ...SHORT, ...asked)
  expect(code).toBe(0)

  const all = await listed('--metrics', 'default,wishlist')
  expect(all.get('wishlist')).toMatchObject({
    page: 'CONVERSION',
    every_days: 1,
    carried_by: null,
    refusals: [
      { account_id: '7002', refused_on: TODAY, refusal: expect.stringContaining('Malformed input') },
    ],
    stored: [{ table: 'metric_points', listings: 2, last_read_on: TODAY }],
  })
  expect(all.get('p3_impressions')?.stored).toMatchObject([
    { table: 'chart_query', listings: 3 },
    { table: 'chart_summary', listings: 3 },
    { table: 'list_of_metrics', listings: 3 },
  ])
  const unknown = [...all.values()].slice(METRIC_REGISTRY.length)
  expect(unknown.length).toBeGreaterThan(0)
  for (const one of unknown) {
    expect(one).toMatchObject({
      page: null,
      every_days: null,
      meaning: null,
      requests_per_listing_and_day: 0,
    })
    expect(one.stored.length).toBeGreaterThan(0)
  }

  const { stdout } = await run('metrics', 'list', '--metrics', 'default,wishlist')
  expect(stdout).toMatch(/^wishlist +CONVERSION +refused since 2026-04-15 .* 2026-03-29 … /m)
  expect(stdout).toMatch(new RegExp(`^${unknown[0]?.metric ?? ''} +– +– +– +– +2026-03-29 … `, 'm'))
})

it('of one account has what is stored of it and refused for it', async () => {
  const metrics = await listed('--account', '7001', '--metrics', 'default,wishlist')
  expect(metrics.get('wishlist')).toMatchObject({ refusals: [], stored: [{ listings: 2 }] })
  expect(await run('metrics', 'list', '--account', '7003')).toMatchObject({ code: 1, stdout: '' })
  const wrong = await run('metrics', 'list', '--account', 'me')
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('given "me", allowed: the digits') })
})

it('sync --dry-run shows what each metric costs, and the sum', async () => {
  const asked = ['--base-url', simulator.url, '--min-interval-ms', '500', '--scrape-day', '2026-04-16']
  const planned = await run('sync', '--dry-run', '--metrics', 'default,wishlist,value:7', ...SHORT, ...asked)
  expect(planned.code).toBe(0)
  expect(planned.stdout).toMatch(/^p3_impressions +CONVERSION +each day +3 +9 +4\.5 s$/m)
  expect(planned.stdout).toMatch(/^wishlist +CONVERSION +each day; refused +2 +6 +3\.0 s$/m)
  // Chosen anew: as far back as there is data.
  expect(planned.stdout).toMatch(/^value +QUALITY +one day of 7 +3 +12 +6\.0 s$/m)
  expect(planned.stdout).toMatch(/^listings and canary +– +each sync +– +6 +3\.0 s$/m)
  expect(planned.stdout).toContain('42 requests for 3 listings of 2 accounts')

  const json = await run(
    'sync',
    '--dry-run',
    '--json',
    '--metrics',
    'default,wishlist,value:7',
    ...SHORT,
    ...asked,
  )
  expect(documentOf(json)).toMatchObject({
    requests: 42,
    metrics: [
      { metric: 'conversion_rate', requests: 9, duration_ms: 4500 },
      { metric: 'p3_impressions', every_days: 1, listings: 3 },
      { metric: 'wishlist', refused_for: 1, requests: 6 },
      { metric: 'value', every_days: 7, requests: 12 },
      { metric: null, requests: 6 },
    ],
    accounts: [
      { account_id: '7001', metrics: [{}, {}, { metric: 'wishlist', refused_until: null, requests: 6 }, {}] },
      {
        metrics: [{}, {}, { metric: 'wishlist', refused_until: '2026-04-22', requests: 0 }, { is_due: true }],
      },
    ],
  })
})

it('a sync that leaves out metrics with columns says what that loses', async () => {
  const asked = ['--base-url', simulator.url, '--min-interval-ms', '0', '--scrape-day', '2026-04-16']
  const { code, stderr } = await run('sync', '--metrics', 'occupancy_rate', ...SHORT, ...asked)
  expect(code).toBe(0)
  expect(stderr).toContain(
    '! SYNC_METRICS (--metrics) leaves out conversion_rate and p3_impressions: no rows are added to chart_query',
  )
  const whole = await run('sync', '--dry-run', '--metrics', 'all', ...SHORT, ...asked)
  expect(whole.stderr).not.toContain('leaves out')
})

it('a metric that there is not is refused by name', async () => {
  const { code, stderr } = await run('sync', '--metrics', 'default,ocupancy_rate')
  expect(code).toBe(2)
  expect(stderr).toContain('there is no metric "ocupancy_rate" (did you mean occupancy_rate?)')
})
