import { Client } from 'pg'

/** The account that all rows are of. */
export const TWO_YEARS_ACCOUNT = '120000042'
const LISTINGS = 50
/** The first scrape day, and the last. */
const FIRST_DAY = '2024-04-14'
export const LAST_DAY = '2026-04-12'

/** How much there is: two years of 50 listings are 3.3 million rows of `chart_query`. */
interface Size {
  /** @defaultValue 50 */
  listings?: number
  /** @defaultValue two years before {@link LAST_DAY} */
  firstDay?: string
}

/**
 * Fills a migrated database with all that two years of daily scrapes give, a row for each reading: each scrape day asks
 * for the week before, its own and eleven ahead, and three in five re-reads of a night or a week say what was known.
 * Through SQL alone: names of the tables' columns are what builds have in common.
 */
export async function fillTwoYears(url: string, size: Size = {}): Promise<void> {
  const session = new Client({ connectionString: url })
  await session.connect()
  try {
    for (const statement of fillStatements(size)) await session.query(statement)
  } finally {
    await session.end()
  }
}

/** The names of the listings. */
export const listingIdOf = (listing: number): string => String(918_273_645_546_372_000n + BigInt(listing))

/** How often a number has changed up to a scrape day, of those that it is read on: on two days in five. */
const changes = (day: string): string =>
  `(((day - ${day} + 91) * 2 + (listing * 7 + (${day} - date '2024-01-01') * 3) % 5) / 5)`

const CHART = `
  SELECT '${TWO_YEARS_ACCOUNT}', day, listing_id, name, night,
    0.0100 + step / 10000.0, (1.00 + step / 100.0)::numeric(6, 2) || '%', 0.02, '2.00%',
    10 + step, (10 + step)::text, 20 + step / 2, (20 + step / 2)::text
  FROM (SELECT asked.*, week + night AS night, ${changes('(week + night)')} AS step
    FROM asked CROSS JOIN generate_series(0, 6) AS night) AS read`

const weekOf = (compared: boolean): string => {
  const change = compared ? ", 0.001, '0.10%'" : ''
  const viewsChange = compared ? ", 40, '40'" : ''
  return `
  SELECT '${TWO_YEARS_ACCOUNT}', day, listing_id, name, week, week + 6,
    0.0005 + step / 100000.0, '0.05%'${change}, 0.5, '50%', 0.05, '5%', 0.01, '1%',
    70 + step, (70 + step)::text${viewsChange}, 1400 + 20 * step, (1400 + 20 * step)::text
  FROM (SELECT asked.*, ${changes('week')} AS step FROM asked) AS read`
}

const CHART_COLUMNS = `account_id, "time", airbnb_listing_id, airbnb_internal_name, metric_date,
  conversion_rate_your_value, conversion_rate_your_value_string, conversion_rate_similar_value,
  conversion_rate_similar_value_string, p3_impressions_your_value, p3_impressions_your_value_string,
  p3_impressions_similar_value, p3_impressions_similar_value_string`
const weekColumns = (compared: boolean): string => {
  const change = (name: string) => (compared ? `${name}_change, ${name}_change_string,` : '')
  return `account_id, "time", airbnb_listing_id, airbnb_internal_name, window_start, window_end,
  conversion_rate_value, conversion_rate_value_string, ${change('conversion_rate_value')}
  p2_impressions_first_page_rate_value, p2_impressions_first_page_rate_value_string,
  search_conversion_rate_value, search_conversion_rate_value_string, listing_conversion_rate_value,
  listing_conversion_rate_value_string, p3_impressions_value, p3_impressions_value_string,
  ${change('p3_impressions_value')} p2_impressions_value, p2_impressions_value_string`
}

const LISTING_ID = '(918273645546372000 + listing)::text'

function fillStatements({ listings = LISTINGS, firstDay = FIRST_DAY }: Size): string[] {
  const asked = `WITH asked AS (
    SELECT listing, ${LISTING_ID} AS listing_id, 'House ' || listing AS name, scrape::date AS day,
      scrape::date - extract(dow FROM scrape)::integer + 7 * ahead AS week
    FROM generate_series(date '${firstDay}', date '${LAST_DAY}', interval '1 day') AS scrape
    CROSS JOIN generate_series(1, ${listings}) AS listing CROSS JOIN generate_series(-1, 11) AS ahead)`
  return [
    `INSERT INTO airbnb.accounts (account_id, airbnb_cookie, x_client_version, user_agent, is_active)
     VALUES ('${TWO_YEARS_ACCOUNT}', 'x', 'x', 'x', TRUE) ON CONFLICT DO NOTHING`,
    `INSERT INTO airbnb.listings (account_id, airbnb_listing_id, listing_name, first_seen_on, last_seen_on, last_synced_day)
     SELECT '${TWO_YEARS_ACCOUNT}', ${LISTING_ID}, 'House ' || listing, '${firstDay}', '${LAST_DAY}', '${LAST_DAY}'
     FROM generate_series(1, ${listings}) AS listing`,
    `INSERT INTO airbnb.chart_query (${CHART_COLUMNS}) ${asked} ${CHART}`,
    `INSERT INTO airbnb.chart_summary (${weekColumns(true)}) ${asked} ${weekOf(true)}`,
    `INSERT INTO airbnb.list_of_metrics (${weekColumns(false)}) ${asked} ${weekOf(false)}`,
    'VACUUM ANALYZE airbnb.chart_query, airbnb.chart_summary, airbnb.list_of_metrics, airbnb.listings',
  ]
}
