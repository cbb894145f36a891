import { addDays, type CalendarDate } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { knownThen, wantedKeys } from '../metrics/as-of.ts'
import { currentIn, type StoreContext } from '../store-context.ts'
import { sundayOf } from '../sunday-of.ts'
import { type AnalysisQuery, listingOfRow } from './analysis-query.ts'
import { firstRead, isCounted } from './newest-numbers.ts'
import type { OwnAndSimilar } from './own-and-similar.ts'
import { findNewestScrapeDay, findScrapeDayBefore } from './scrape-days.ts'

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

/** A number on one of the two looks, as what it is added up in. */
const numberOn = (look: 'before' | 'now', name: (typeof NUMBERS)[number]): RawBuilder<number | null> =>
  sql`${sql.ref(`${look}.${name}`)}::double precision`

/** Whether a number of a night is known on both looks. */
const isKnown = (name: (typeof NUMBERS)[number]): RawBuilder<boolean> =>
  sql`num_nulls(${numberOn('before', name)}, ${numberOn('now', name)}) = 0`

const sumOn = (look: 'before' | 'now', name: (typeof NUMBERS)[number]): RawBuilder<number | null> =>
  sql`sum(${numberOn(look, name)}) FILTER (WHERE ${isKnown(name)})`

/** The scrape days that are compared; null for one that there is not. */
export interface ComparedDays {
  newest: CalendarDate | null
  since: CalendarDate | null
}

/** Finds the scrape days to compare. The steps are asked for with them as they are, so that no other chunk is opened. */
export const findComparedDays = async (context: StoreContext, query: PaceQuery): Promise<ComparedDays> => {
  const newest = await findNewestScrapeDay(context, query)
  if (newest === null) return { newest, since: null }
  const after = query.since === undefined ? newest : addDays(query.since, 1)
  return { newest, since: await findScrapeDayBefore(context, query, after) }
}

/**
 * The steps, in no order, between {@link ComparedDays}: what is known now, or was on the day `asOf`, beside what was
 * known on the earlier one. Of a night that has not changed since then no row of the history is read.
 */
export const paceSteps = (schema: string, query: PaceQuery, days: ComparedDays): RawBuilder<PaceRow> => {
  const night = sql.ref('known.metric_date')
  const start = query.by === 'week' ? sundayOf(night) : night
  const since = sql`${days.since}::date`
  const first = sql`${query.from ?? days.newest}::date`
  const [own, similar] = NUMBERS
  const then = (day: RawBuilder<unknown> | undefined) =>
    knownThen(schema, 'chart_query', NUMBERS, day, firstRead(first))
  const now = then(query.asOf === undefined ? undefined : sql`${query.asOf}::date`)
  return sql`
    SELECT ${listingOfRow(query)} AS listing, ${start} AS start, count(*)::integer AS nights,
      max(now.confirmed_on) AS scrape_day, min(before.confirmed_on) AS since,
      ${sumOn('before', own)} AS own_before, ${sumOn('now', own)} AS own_now,
      ${sumOn('before', similar)} AS similar_before, ${sumOn('now', similar)} AS similar_now
    FROM ${currentIn(schema, 'chart_query')} AS known
    CROSS JOIN LATERAL (${now}) AS now
    CROSS JOIN LATERAL (${then(since)}) AS before
    WHERE ${wantedKeys(query, 'metric_date', 'known')} AND known.first_read_on <= ${since}
      AND ${night} >= ${first}
      AND now.confirmed_on > ${since} AND ${isCounted(night, sql`before.confirmed_on`)}
      AND (${isKnown(own)} OR ${isKnown(similar)})
    GROUP BY 1, 2`
}

const difference = (now: number | null, before: number | null): number | null =>
  now === null || before === null ? null : now - before

export const readPace = async (context: StoreContext, query: PaceQuery): Promise<PaceStep[]> => {
  const days = await findComparedDays(context, query)
  if (days.since === null) return []
  const { rows } = await sql<PaceRow>`
    ${paceSteps(context.schema, query, days)}
    ORDER BY listing, start`.execute(context.db)
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
