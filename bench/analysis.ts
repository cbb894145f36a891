import { openStore } from 'insights-store-timescale'
import { Client } from 'pg'
import { createTestDatabase } from '../scripts/test-database.ts'
import { compare, type Measurement, timed } from './measurement.ts'
import { tellWhatIsKnown } from './tell-what-is-known.ts'

const ACCOUNT = '120000042'
const LISTINGS = 200
const FIRST_DAY = '2024-04-14'
const LAST_DAY = '2026-04-12'

/**
 * The weekly funnel of two years of daily scrapes, against the statement that one writes first: `DISTINCT ON` for the
 * newest rows, then a GROUP BY of them.
 */
export async function analysis(): Promise<Measurement[]> {
  const database = await createTestDatabase({ timescale: true })
  try {
    await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
    await store.migrate()
    await store.accounts.upsert({ accountId: ACCOUNT, cookie: 'x', clientVersion: 'x', userAgent: 'x' })
    const session = new Client({ connectionString: database.url })
    await session.connect()
    try {
      const { rowCount } = await session.query(FILL)
      await tellWhatIsKnown(database.url)
      await session.query('VACUUM ANALYZE airbnb.list_of_metrics, airbnb.list_of_metrics_current')
      const weeks = async () =>
        (await store.analysis.weeklyFunnel({ accountId: ACCOUNT, per: 'account' })).length
      const naive = async () => (await session.query(NAIVE)).rows.length
      if ((await weeks()) !== (await naive())) throw new Error('the two do not give the same weeks')
      return [
        await compare({
          name: 'analysis-weekly',
          what: `store.analysis.weeklyFunnel of ${LISTINGS} listings scraped daily for two years, against DISTINCT ON and GROUP BY`,
          target: { atMost: 0.1 },
          runs: 7,
          units: ['ms weeklyFunnel', 'ms DISTINCT ON'],
          run: async () => ({
            against: await timed(naive),
            measured: await timed(weeks),
            beside: { rows: rowCount ?? 0 },
          }),
        }),
      ]
    } finally {
      await session.end()
    }
  } finally {
    await database.drop()
  }
}

/** Each scrape asks for the week of nights before, its own and five weeks ahead. */
const FILL = `
  INSERT INTO airbnb.list_of_metrics (account_id, "time", airbnb_listing_id, window_start, window_end,
    p2_impressions_value, p2_impressions_value_string, search_conversion_rate_value, p3_impressions_value,
    p3_impressions_value_string, listing_conversion_rate_value, conversion_rate_value)
  SELECT '${ACCOUNT}', scrape::date, (918273645546372000 + listing)::text, week, week + 6,
    (listing * 31 + week - date '2024-01-01') % 4000, '1', 0.05,
    (listing * 17 + week - date '2024-01-01') % 400, '1', 0.01, 0.0005
  FROM generate_series(date '${FIRST_DAY}', date '${LAST_DAY}', interval '1 day') AS scrape
  CROSS JOIN LATERAL (
    SELECT scrape::date - extract(dow FROM scrape)::integer + 7 * weeks AS week
    FROM generate_series(-1, 5) AS weeks) AS asked
  CROSS JOIN generate_series(1, ${LISTINGS}) AS listing`

const weighted = (rate: string, count: string) =>
  `sum(${rate} * ${count}) / nullif(sum(${count}) FILTER (WHERE ${rate} IS NOT NULL), 0)`

const NAIVE = `
  SELECT window_start, count(*), sum(p2_impressions_value), sum(p3_impressions_value),
    ${weighted('search_conversion_rate_value', 'p2_impressions_value')},
    ${weighted('listing_conversion_rate_value', 'p3_impressions_value')},
    ${weighted('conversion_rate_value', 'p2_impressions_value')}
  FROM (
    SELECT DISTINCT ON (airbnb_listing_id, window_start) * FROM airbnb.list_of_metrics
    WHERE account_id = '${ACCOUNT}'
    ORDER BY airbnb_listing_id, window_start, "time" DESC) AS newest
  GROUP BY window_start ORDER BY window_start`
