import type { StoreContext } from '../store-context.ts'

/** Whose weeks to look at. */
export interface MoversQuery {
  accountId: string
  /** Only what was known on this scrape day or before it. @defaultValue what is known now */
  asOf?: string
  /** At most so many for each metric, behind and ahead. @defaultValue 5 */
  limit?: number
}

/** What moved most. */
export interface Movers {
  /**
   * Weeks that have passed: the newest complete one, against the one before.
   */
  behind: {
    /** The Sunday that it begins on; null where no two weeks in a row are known. */
    week: string | null
    movers: Mover[]
  }
  /** Weeks that lie ahead whole: what was known of them on the newest scrape day, against the one before. */
  ahead: {
    /** The scrape day before; null where there was one only. */
    since: string | null
    movers: Mover[]
  }
}

/** A number that changed; by metric, and those first that changed most, up as well as down. */
export interface Mover {
  /** Ahead, it is always `pageViews`. */
  metric: 'pageViews' | 'impressions' | 'conversion'
  listingId: string
  /** The Sunday that the week begins on. */
  week: string
  /** Behind: the week before. Ahead: the same week, as known on the scrape day before. */
  before: number
  after: number
}

export const readMovers = (_context: StoreContext, _query: MoversQuery): Promise<Movers> =>
  Promise.reject(new Error('movers is not there yet'))
