import { ASKABLE_METRICS } from 'insights-transform'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { newestRowsQuery } from '../../src/metrics/as-of.ts'
import { createMetrics } from '../../src/metrics/metrics.ts'
import { seriesRows } from '../../src/metrics/series.ts'
import { currentIn, tableIn } from '../../src/store-context.ts'
import { ACCOUNT } from '../samples/sample-account.ts'
import { chartRow, dayAfter, LISTING, OTHER_LISTING, pointRow } from '../samples/sample-rows.ts'
import { describeStores } from '../support/describe-stores.ts'
import { explaining } from '../support/explaining.ts'
import { PLAIN_FLAVOURS, USUAL_FLAVOURS } from '../support/store-flavours.ts'

const FIRST_DAY = '2025-01-05'
const SCRAPE_DAYS = 180
/** Each scrape day reads so many nights, from a week before it on. */
const NIGHTS = 28

const SERIES = ASKABLE_METRICS.flatMap((metric) => ['your', 'similar'].map((series) => ({ metric, series })))

/** Of two listings and series each so many nights. */
const OF_METRIC = 2 * 2 * 194

const LOOPS = /actual .*?rows=([\d.]+) loops=(\d+)/

/** How many rows a plan has read from tables, those that a filter took away included. */
function rowsRead(plan: readonly string[]): number {
  let read = 0
  let loops = 0
  for (const line of plan) {
    const node = LOOPS.exec(line)
    if (node !== null) {
      const isTable = /(Seq|Index|Index Only|Bitmap Heap|Tid) Scan/.test(line)
      loops = isTable ? Number(node[2]) : 0
      read += loops * Number(node[1])
    }
    const removed = /Rows Removed by (?:Filter|Index Recheck): (\d+)/.exec(line)
    if (removed !== null) read += loops * Number(removed[1])
  }
  return read
}

describeStores(
  (_name, open) => {
    test('what was known on a day is looked up by key: little more is read than is told, and nothing sorted on disk', async () => {
      const context = await open.context()
      await sql`
        INSERT INTO ${tableIn(context.schema, 'accounts')} (account_id, airbnb_cookie, x_client_version, user_agent, is_active)
        VALUES (${ACCOUNT}, 'x', 'x', 'x', TRUE)`.execute(context.db)
      const metrics = createMetrics(context)
      for (let day = 0; day < SCRAPE_DAYS; day += 1) {
        const chartQuery = [LISTING, OTHER_LISTING].flatMap((listingId) =>
          Array.from({ length: NIGHTS }, (_, night) =>
            chartRow(dayAfter(FIRST_DAY, day + night - 7), {
              listingId,
              impressions: Math.floor((day + night) / 3),
            }),
          ),
        )
        // Two of the nights, so that each is read twice, and of each many series: all have changed by then.
        const metricPoints = chartQuery
          .filter((_row, index) => index % 14 === 0)
          .flatMap(({ airbnb_listing_id: listingId, metric_date }) =>
            SERIES.map((each) => pointRow(metric_date, { listingId, value: Math.floor(day / 10), ...each })),
          )
        await metrics.upsert({
          accountId: ACCOUNT,
          scrapeDay: dayAfter(FIRST_DAY, day),
          chartQuery,
          metricPoints,
        })
      }
      for (const table of ['chart_query', 'metric_points'] as const) {
        await sql`ANALYZE ${tableIn(context.schema, table)}`.execute(context.db)
        await sql`ANALYZE ${currentIn(context.schema, table)}`.execute(context.db)
      }
      await sql`ANALYZE ${tableIn(context.schema, 'confirmations')}`.execute(context.db)
      for (const asOf of [undefined, dayAfter(FIRST_DAY, 90), dayAfter(FIRST_DAY, 150)]) {
        const query = { accountId: ACCOUNT, ...(asOf !== undefined && { asOf }) }
        const { schema } = context
        for (const [asked, known] of [
          [newestRowsQuery(schema, 'chart_query', query)],
          [newestRowsQuery(schema, 'metric_points', query)],
          // What is known now of a metric is looked through, and nothing of the others.
          [seriesRows(schema, { ...query, metric: 'overall' }), OF_METRIC],
          [
            seriesRows(schema, { ...query, metric: 'overall', series: 'your', listingId: LISTING }),
            OF_METRIC / 4,
          ],
        ] as const) {
          const { rows } = await asked.execute(context.db)
          expect(rows.length).toBeGreaterThan(60)
          expect(rows.length).toBeLessThanOrEqual(known ?? rows.length)
          const explained = explaining(context)
          await asked.execute(explained.context.db)
          expect(explained.plan.join('\n')).not.toMatch(/external|Disk/)
          expect(rowsRead(explained.plan), explained.plan.join('\n')).toBeLessThanOrEqual(
            3 * (known ?? rows.length),
          )
        }
      }
    }, 120_000)
  },
  [...USUAL_FLAVOURS, ...PLAIN_FLAVOURS],
)
