import { type RawBuilder, sql } from 'kysely'
import { FUNNEL_COLUMNS } from '../funnel-columns.ts'
import { currentIn, tableIn } from '../store-context.ts'
import { sundayOf } from '../sunday-of.ts'
import type { DescribedView } from './described-view.ts'

const COLUMN_MEANINGS = {
  impressions: 'How often the listing was shown on the first page of a search for these nights.',
  page_views: 'How often its page was viewed by guests who searched for these nights.',
  booked_nights:
    'How many of these nights were booked, conversion × impressions: a stay of five nights counts five.',
  search_to_listing: 'Page views out of impressions, a fraction of at most 1.',
  listing_to_booking: 'Booked nights out of page views, a fraction.',
  conversion: 'Booked nights out of impressions, a fraction.',
} as const

const WEEK = 'The Sunday that the week of stay nights begins on.'

/** `weeks`: the funnel of each listing and week, as `store.analysis.weeklyFunnel` tells it. */
export function weeksView(schema: string): DescribedView {
  const numbers = sql.join(FUNNEL_COLUMNS.map((name) => sql.ref(name)))
  const current = currentIn(schema, 'list_of_metrics')
  return {
    name: 'weeks',
    // A window of another length, as the Python system made them, hides no week that was read before it.
    query: sql`
      SELECT account_id, airbnb_listing_id, airbnb_internal_name, window_start AS week, read_on,
        p2_impressions_value AS impressions, p3_impressions_value AS page_views,
        round(conversion_rate_value * p2_impressions_value)::integer AS booked_nights,
        search_conversion_rate_value AS search_to_listing, listing_conversion_rate_value AS listing_to_booking,
        conversion_rate_value AS conversion
      FROM (
        SELECT account_id, airbnb_listing_id, airbnb_internal_name, window_start, window_end,
          confirmed_on AS read_on, ${numbers}
        FROM ${current}
        UNION ALL
        SELECT known.account_id, known.airbnb_listing_id, known.airbnb_internal_name, known.window_start,
          known.window_start + 6, before.*
        FROM ${current} AS known CROSS JOIN LATERAL (
          SELECT stored."time", ${numbers} FROM ${tableIn(schema, 'list_of_metrics')} AS stored
          WHERE stored.account_id = known.account_id AND stored.airbnb_listing_id = known.airbnb_listing_id
            AND stored.window_start = known.window_start AND stored."time" < known."time"
            AND stored.window_end = stored.window_start + 6
          ORDER BY stored."time" DESC LIMIT 1) AS before
        WHERE known.window_end <> known.window_start + 6) AS known
      WHERE window_end = window_start + 6 AND window_start = ${sundayOf(sql`window_start`)}
        AND num_nonnulls(${numbers}) > 0`,
    meaning:
      'Each listing’s week of stay nights from search results to booking, as it is known now. A week ahead is still filling. Of several listings or weeks add up the counts and divide: never average the rates (account_weeks has the account’s).',
    columns: {
      account_id: 'The host account.',
      airbnb_listing_id: 'The listing’s id, as text: it is too large for a spreadsheet’s number.',
      airbnb_internal_name: 'The host’s own name of the listing.',
      week: WEEK,
      read_on: 'The scrape day on which the week was read last.',
      ...COLUMN_MEANINGS,
    },
  }
}

/** A rate of several listings together; that of one is taken as it is, since it may come without the count. */
const weighted = (rate: string, count: string): RawBuilder<number | null> => {
  const [rates, counts] = [sql.ref(rate), sql.ref(count)]
  return sql`CASE WHEN count(${rates}) = 1 THEN max(${rates})
    ELSE sum(round(${rates} * ${counts})) / nullif(sum(${counts}) FILTER (WHERE ${rates} IS NOT NULL), 0) END`
}

/** `account_weeks`: the same of all listings of an account together. */
export function accountWeeksView(schema: string): DescribedView {
  return {
    name: 'account_weeks',
    query: sql`
      SELECT account_id, week, count(*)::integer AS listings, max(read_on) AS read_on,
        sum(impressions) AS impressions, sum(page_views) AS page_views, sum(booked_nights) AS booked_nights,
        ${weighted('search_to_listing', 'impressions')} AS search_to_listing,
        ${weighted('listing_to_booking', 'page_views')} AS listing_to_booking,
        ${weighted('conversion', 'impressions')} AS conversion
      FROM ${sql.id(schema, 'weeks')} GROUP BY account_id, week`,
    meaning:
      'Each account’s week of stay nights, all its listings together: counts added up, rates made of them anew and never averaged.',
    columns: {
      account_id: 'The host account.',
      week: WEEK,
      listings: 'How many listings have numbers for it.',
      read_on: 'The newest scrape day on which one of its listings was read.',
      ...COLUMN_MEANINGS,
    },
  }
}
