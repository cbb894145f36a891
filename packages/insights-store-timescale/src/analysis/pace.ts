import type { CalendarDate } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import { type AnalysisQuery, listingOfRow, sundayOf } from './analysis-query.ts'
import { knownSince, nightReadings, reading, readingDay, readingNumber } from './newest-numbers.ts'
import type { OwnAndSimilar } from './own-and-similar.ts'
import { newestScrapeDay, scrapeDayBefore } from './scrape-days.ts'

/** Which nights, and between which scrape days. */
export interface PaceQuery extends AnalysisQuery {
  /**
   * The first stay night wanted.
   *
   * @defaultValue the account's newest scrape day: the nights ahead
   */
  from?: CalendarDate
  /**
   * The day to compare with: what was known then is that of the scrape day on it or before.
   *
   * @defaultValue the account's scrape day before the newest
   */
  since?: CalendarDate
  /** One row for each night, or one for each week. @defaultValue 'night' */
  by?: 'night' | 'week'
  /** One row for each listing and night or week, or one for all listings together. @defaultValue 'listing' */
  per?: 'listing' | 'account'
}

/**
 * How many page views a night or a week of nights gained between two looks. Only nights count that were read at or
 * before the day to compare with, and again after it: one that was asked for the first time, or not again, has gained
 * nothing that anybody knows of.
 */
export interface PaceStep {
  /** Null where the row stands for all listings of the account. */
  listingId: string | null
  /** The night, or the Sunday that the week begins on. */
  start: CalendarDate
  /** How many nights are counted; of several listings all of theirs. */
  nights: number
  /** The scrape day on which they were read last; of several the newest. */
  scrapeDay: CalendarDate
  /** The scrape day on which they were read before that, at or before the one asked for; of several the oldest. */
  since: CalendarDate
  /** Page views known on the earlier look. */
  before: OwnAndSimilar
  /** Page views known on the later one. */
  now: OwnAndSimilar
  /** What came in between: now − before. */
  gained: OwnAndSimilar
}

interface PaceRow {
  listing: string | null
  start: CalendarDate
  nights: number
  scrape_day: CalendarDate
  since: CalendarDate
  own_before: number | null
  own_now: number | null
  similar_before: number | null
  similar_now: number | null
}

const NUMBERS = ['p3_impressions_your_value', 'p3_impressions_similar_value'] as const

/** Whether a number of a night is known on both looks. */
const isKnown = (place: number): RawBuilder<boolean> =>
  sql`num_nulls(${readingNumber('before', place)}, ${readingNumber('now', place)}) = 0`

const sumOn = (look: 'before' | 'now', place: number): RawBuilder<number | null> =>
  sql`sum(${readingNumber(look, place)}) FILTER (WHERE ${isKnown(place)})`

/** For WITH: `look` has the scrape days that are compared, `newest` and `since`, in one row. */
export const comparedDays = (schema: string, query: PaceQuery): RawBuilder<unknown> => {
  const newest = sql`(SELECT newest FROM newest_look)`
  const after = query.since === undefined ? newest : sql`(${query.since}::date + 1)`
  return sql`
    newest_look AS MATERIALIZED (SELECT ${newestScrapeDay(schema, query)} AS newest),
    look AS MATERIALIZED (SELECT newest, ${scrapeDayBefore(schema, query, after)} AS since FROM newest_look)`
}

/** The steps, in no order, between {@link comparedDays}. */
export const paceSteps = (schema: string, query: PaceQuery): RawBuilder<PaceRow> => {
  const start = query.by === 'week' ? sundayOf(sql`metric_date`) : sql`metric_date`
  const since = sql`(SELECT since FROM look)`
  const ahead = sql`(SELECT newest FROM look)`
  return sql`
    SELECT ${listingOfRow(query)} AS listing, ${start} AS start, count(*)::integer AS nights,
      max(${readingDay('now')}) AS scrape_day, min(${readingDay('before')}) AS since,
      ${sumOn('before', 0)} AS own_before, ${sumOn('now', 0)} AS own_now,
      ${sumOn('before', 1)} AS similar_before, ${sumOn('now', 1)} AS similar_now
    FROM (
      SELECT airbnb_listing_id, metric_date,
        max(${reading(NUMBERS)}) FILTER (WHERE "time" <= ${since}) AS before,
        max(${reading(NUMBERS)}) FILTER (WHERE "time" > ${since}) AS now
      FROM ${nightReadings(schema, query)}
        AND ${query.from === undefined ? sql`metric_date >= ${ahead} AND ${knownSince(ahead)}` : sql`TRUE`}
      GROUP BY airbnb_listing_id, metric_date) AS night
    WHERE ${isKnown(0)} OR ${isKnown(1)}
    GROUP BY 1, 2`
}

const difference = (now: number | null, before: number | null): number | null =>
  now === null || before === null ? null : now - before

export const readPace = async ({ db, schema }: StoreContext, query: PaceQuery): Promise<PaceStep[]> => {
  const { rows } = await sql<PaceRow>`
    WITH ${comparedDays(schema, query)}
    ${paceSteps(schema, query)}
    ORDER BY listing, start`.execute(db)
  return rows.map((row) => ({
    listingId: row.listing,
    start: row.start,
    nights: row.nights,
    scrapeDay: row.scrape_day,
    since: row.since,
    before: { own: row.own_before, similar: row.similar_before },
    now: { own: row.own_now, similar: row.similar_now },
    gained: {
      own: difference(row.own_now, row.own_before),
      similar: difference(row.similar_now, row.similar_before),
    },
  }))
}
