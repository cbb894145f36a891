import { sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import { newestNumbers } from './newest-numbers.ts'

/** A number of a week that can be compared with the week before. */
export type MovingMetric = 'pageViews' | 'firstPageImpressions' | 'conversion'

/** Which week to compare with the one before it. */
export interface MoversQuery {
  accountId: string
  /** The Sunday that the later week begins on. Choose one that is final: a week still counted seems to fall. */
  week: string
  /** Only what was known on this scrape day or before it. @defaultValue what is known now */
  asOf?: string
  /** At most so many listings for each metric. @defaultValue 5 */
  limit?: number
}

/** A listing whose number changed; by metric, and those first that changed most. */
export interface Mover {
  metric: MovingMetric
  listingId: string
  /** The week before. */
  before: number
  /** The week asked for. */
  after: number
}

const weekBefore = (week: string): string =>
  new Date(Date.parse(`${week}T00:00:00Z`) - 7 * 86_400_000).toISOString().slice(0, 10)

const NUMBERS = ['p3_impressions_value', 'p2_impressions_value', 'conversion_rate_value'] as const

export const readMovers = async ({ db, schema }: StoreContext, query: MoversQuery): Promise<Mover[]> => {
  const { accountId, week, asOf, limit = 5 } = query
  const known = newestNumbers(
    schema,
    'list_of_metrics',
    {
      accountId,
      from: weekBefore(week),
      to: week,
      ...(asOf !== undefined && { asOf }),
    },
    NUMBERS,
  )
  const { rows } = await sql<Mover & { listing: string }>`
    WITH known AS (${known}),
    moved AS (
      SELECT metric, airbnb_listing_id AS listing, before, after, row_number() OVER (
        PARTITION BY metric ORDER BY abs(after - before) DESC, airbnb_listing_id) AS place
      FROM known AS later JOIN known AS earlier USING (airbnb_listing_id)
      CROSS JOIN LATERAL (VALUES
        ('pageViews', earlier.p3_impressions_value, later.p3_impressions_value),
        ('firstPageImpressions', earlier.p2_impressions_value, later.p2_impressions_value),
        ('conversion', earlier.conversion_rate_value, later.conversion_rate_value)
      ) AS compared (metric, before, after)
      WHERE later.window_start = ${week}::date AND earlier.window_start = ${weekBefore(week)}::date
        AND before <> after)
    SELECT metric, listing, before, after FROM moved
    WHERE place <= ${limit}::bigint ORDER BY metric, place`.execute(db)
  return rows.map(({ metric, listing, before, after }) => ({ metric, listingId: listing, before, after }))
}
