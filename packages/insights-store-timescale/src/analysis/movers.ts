import type { CalendarDate } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import { sundayOf } from '../sunday-of.ts'
import { newestWeeks } from './newest-numbers.ts'
import { findComparedDays, paceSteps } from './pace.ts'

/** Whose weeks to look at. */
export interface MoversQuery {
  accountId: string
  /**
   * The day that weeks ahead are compared with: what was known then is that of the scrape day on it or before.
   *
   * @defaultValue the account's scrape day before the newest
   */
  since?: CalendarDate
  /** Only what was known on this scrape day or before it. @defaultValue what is known now */
  asOf?: CalendarDate
  /** At most so many for each metric, behind and ahead. @defaultValue 5 */
  limit?: number
}

/** What moved most. */
export interface Movers {
  /** Of weeks that were read after their end, the newest one that is known, against the one before it. */
  behind: {
    /** The Sunday that it begins on; null where no two weeks in a row are known. */
    week: CalendarDate | null
    movers: Mover[]
  }
  /** Whole weeks ahead that were read on two scrape days: what was known of them then, and what is known now. */
  ahead: {
    /** The earlier of the scrape days; null where there is none. */
    since: CalendarDate | null
    movers: Mover[]
  }
}

/** A number that changed; by metric, and those first that changed most, up as well as down. */
export interface Mover {
  /** Ahead, it is always `pageViews`. Behind, `conversion` is compared where both weeks have 100 impressions at least. */
  metric: 'pageViews' | 'impressions' | 'conversion'
  listingId: string
  /** The Sunday that the week begins on. */
  week: CalendarDate
  /** Behind: the number of the week before. Ahead: that of the same week as it was known on the earlier scrape day. */
  before: number
  after: number
}

interface MoversRow {
  week: CalendarDate | null
  behind: Mover[]
  ahead: Mover[]
}

const DEFAULT_LIMIT = 5
/** Of weeks with fewer, such as those that are booked out, a conversion rate says nothing: one night more is much. */
const IMPRESSIONS_TO_TELL = 100

const NUMBERS = ['p3_impressions_value', 'p2_impressions_value', 'conversion_rate_value'] as const

/** The newest two weeks in a row mostly are among so many behind; a longer search reads all rows. */
const NEAR_WEEKS = 5

const BY_CHANGE = sql`PARTITION BY metric ORDER BY abs(after - before) DESC, listing, week`

const JSON_MOVERS = sql`
  SELECT coalesce(jsonb_agg(jsonb_build_object(
    'metric', metric, 'listingId', listing, 'week', week, 'before', before, 'after', after
  ) ORDER BY metric, place), '[]')`

/** Two weeks in a row of a listing, metric by metric, of the weeks of `weeks`. */
const pairsOf = (weeks: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  SELECT metric, airbnb_listing_id AS listing, later.window_start AS week, before, after
  FROM ${weeks} AS later JOIN ${weeks} AS earlier USING (airbnb_listing_id)
  CROSS JOIN LATERAL (VALUES
    ('pageViews', earlier.p3_impressions_value, later.p3_impressions_value),
    ('impressions', earlier.p2_impressions_value, later.p2_impressions_value),
    ('conversion', earlier.conversion_rate_value, later.conversion_rate_value)
  ) AS compared (metric, before, after)
  WHERE earlier.window_start = later.window_start - 7 AND num_nulls(before, after) = 0
    AND (metric <> 'conversion' OR earlier.p2_impressions_value >= ${IMPRESSIONS_TO_TELL}::integer
      AND later.p2_impressions_value >= ${IMPRESSIONS_TO_TELL}::integer)`

export const readMovers = async (context: StoreContext, query: MoversQuery): Promise<Movers> => {
  const { db, schema } = context
  const { limit = DEFAULT_LIMIT, ...all } = query
  const pace = { ...all, by: 'week' } as const
  const days = await findComparedDays(context, pace)
  const [newest, since] = [sql`${days.newest}::date`, sql`${days.since}::date`]
  const thisWeek = sundayOf(newest)
  // A week that was read before its end, as where a listing fails since, would look like a collapse.
  const isWhole = sql`window_start < ${thisWeek} AND "time" > window_start + 6`
  const firstNear = sql`${thisWeek} - ${sql.lit(7 * NEAR_WEEKS)}`
  // TimescaleDB picks chunks by what it is told of `time` alone.
  const isNear = sql`window_start >= ${firstNear} AND "time" >= ${firstNear}`
  const weeksBehind = (where: RawBuilder<unknown>): RawBuilder<unknown> =>
    newestWeeks(schema, 'list_of_metrics', all, NUMBERS, sql`${isWhole} AND ${where}`)
  const { rows } = await sql<MoversRow>`
    WITH near_weeks AS MATERIALIZED (${weeksBehind(isNear)}),
    near AS MATERIALIZED (${pairsOf(sql`near_weeks`)}),
    all_weeks AS MATERIALIZED (${weeksBehind(sql`NOT EXISTS (SELECT FROM near)`)}),
    pairs AS (SELECT * FROM near UNION ALL ${pairsOf(sql`all_weeks`)}),
    newest_pair AS MATERIALIZED (SELECT max(week) AS week FROM pairs),
    behind AS (
      SELECT *, row_number() OVER (${BY_CHANGE}) AS place
      FROM pairs WHERE week = (SELECT week FROM newest_pair) AND before <> after
    ), ahead AS (
      SELECT *, row_number() OVER (${BY_CHANGE}) AS place
      FROM (
        SELECT 'pageViews' AS metric, listing, start AS week, own_before AS before, own_now AS after
        FROM (${paceSteps(schema, pace, days)}) AS step
        WHERE start >= ${newest} AND since = ${since} AND own_before <> own_now) AS moved)
    SELECT (SELECT week FROM newest_pair) AS week,
      (${JSON_MOVERS} FROM behind WHERE place <= ${limit}::bigint) AS behind,
      (${JSON_MOVERS} FROM ahead WHERE place <= ${limit}::bigint) AS ahead`.execute(db)
  const { week = null, behind = [], ahead = [] } = rows[0] ?? {}
  return { behind: { week, movers: behind }, ahead: { since: days.since, movers: ahead } }
}
