import type { StoreContext } from '../store-context.ts'
import type { WeeklyQuery } from './analysis-query.ts'
import type { OwnAndSimilar } from './own-and-similar.ts'

/** Which nights, and between which scrape days. */
export interface PaceQuery extends WeeklyQuery {
  /**
   * The first stay night wanted.
   *
   * @defaultValue the account's newest scrape day: the nights ahead
   */
  from?: string
  /** The scrape day to compare with. @defaultValue the account's scrape day before the newest */
  since?: string
  /** One row for each night, or one for each week. @defaultValue 'night' */
  by?: 'night' | 'week'
}

/**
 * How many page views a night or a week of nights gained between two looks. A night counts where it was read both at or
 * before `since` and after it, and had numbers of its own and of similar listings on both looks: one that was asked for
 * the first time, or not again, has gained nothing that anybody knows of.
 */
export interface PaceStep {
  /** Null where the row stands for all listings of the account. */
  listingId: string | null
  /** The night, or the Sunday that the week begins on. */
  start: string
  /** How many nights are counted; of several listings all of theirs. */
  nights: number
  /** The scrape day on which they were read last; of several the newest. */
  scrapeDay: string
  /** The scrape day on which they were read before that, at or before the one asked for; of several the oldest. */
  since: string
  before: OwnAndSimilar
  now: OwnAndSimilar
  /** What came in between: now − before. */
  gained: OwnAndSimilar
}

export const readPace = (_context: StoreContext, _query: PaceQuery): Promise<PaceStep[]> =>
  Promise.reject(new Error('pace is not there yet'))
