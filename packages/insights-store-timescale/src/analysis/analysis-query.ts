import type { CalendarDate } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'

/** Which numbers to look at. */
export interface AnalysisQuery {
  accountId: string
  /** A listing's id, for that listing alone. @defaultValue all of the account's */
  listingId?: string
  /** The first stay night wanted. @defaultValue no limit */
  from?: CalendarDate
  /** The last stay night wanted, itself included. @defaultValue no limit */
  to?: CalendarDate
  /** Only what was known on this scrape day or before it. @defaultValue what is known now */
  asOf?: CalendarDate
}

/** Which weeks to look at, those that begin on a Sunday from `from` to `to`, and what a row of the answer stands for. */
export interface WeeklyQuery extends AnalysisQuery {
  /** One row for each listing and week, or one for each week of all listings together. @defaultValue 'listing' */
  per?: 'listing' | 'account'
}

/** The listing that a row stands for; null where it stands for all. */
export const listingOfRow = ({ per = 'listing' }: Pick<WeeklyQuery, 'per'>): RawBuilder<string | null> =>
  per === 'listing' ? sql`airbnb_listing_id` : sql`NULL::text`
