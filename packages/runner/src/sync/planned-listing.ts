import { InvalidArgumentError } from 'airbnb-insights-client'
import type { Listing, ListingNames, LostRows } from 'insights-store-timescale'
import {
  type CalendarDate,
  type DateWindow,
  daysBetween,
  isCalendarDate,
  MAX_LOOKAHEAD_WEEKS,
  pollWindow,
  STORED_METRICS,
  weeksOf,
} from 'insights-transform'
import { windowOverLost } from './lost-rows.ts'

/** A listing with its own window and all that it will be asked. */
export interface PlannedListing {
  readonly listing: ListingNames
  readonly window: DateWindow
  /** The window's weeks, Sunday to Saturday: one chart is asked of each for each metric. */
  readonly weeks: readonly DateWindow[]
  /** How many requests that takes. */
  readonly requests: number
  /** Whether it is asked from as far back as possible, for it was never synced or everything is asked again. */
  readonly backfill: boolean
  /** Whether rows of it are missing in the database. */
  readonly rowsLost: boolean
}

/** A listing's cursor. */
export type Cursor = Pick<Listing, 'listingId' | 'lastSyncedDay'>

/** What decides a listing's window, beside its cursor. Nights beyond the horizon are not counted. */
export interface WindowOptions {
  /** The UTC date under which rows are stored; it stays the same for the whole run. */
  readonly scrapeDay: CalendarDate
  /** Asks every listing for its whole backfill again, whatever the cursors say, as a run of its own. @defaultValue false */
  readonly full?: boolean | undefined
  /** Weeks back that a first or full sync asks for. @defaultValue 25 */
  readonly lookbackWeeks?: number | undefined
  /** Weeks ahead that every sync asks for. @defaultValue 5 */
  readonly lookaheadWeeks?: number | undefined
  /** Weeks ahead, 12 at most, that a first or full sync asks for, and any on one day of seven. @defaultValue 12 */
  readonly horizonWeeks?: number | undefined
}

/** @throws InvalidArgumentError for a scrape day that is none, and a number of weeks that cannot be asked for */
export function checkWindowOptions(options: WindowOptions): void {
  const { scrapeDay, lookbackWeeks = 0, lookaheadWeeks = 0, horizonWeeks = 0 } = options
  if (!isCalendarDate(scrapeDay)) {
    const message = `scrapeDay is no calendar date (YYYY-MM-DD): ${JSON.stringify(scrapeDay)}`
    throw new InvalidArgumentError(message, { argument: 'scrapeDay' })
  }
  checkWeeks('lookbackWeeks', lookbackWeeks)
  checkWeeks('lookaheadWeeks', lookaheadWeeks, MAX_LOOKAHEAD_WEEKS)
  checkWeeks('horizonWeeks', horizonWeeks, MAX_LOOKAHEAD_WEEKS)
}

function checkWeeks(argument: string, weeks: number, most = Number.POSITIVE_INFINITY): void {
  if (Number.isSafeInteger(weeks) && weeks >= 0 && weeks <= most) return
  const bounds =
    most === Number.POSITIVE_INFINITY
      ? '0 or more'
      : `0 to ${String(most)}, since nights further ahead are not counted`
  const message = `${argument} must be a whole number of weeks, ${bounds}: ${String(weeks)}`
  throw new InvalidArgumentError(message, { argument })
}

/**
 * Gives each listing a window from its own cursor.
 *
 * @param lost rows that a cursor vouches for in vain: their weeks are asked again, as far as they are served.
 */
export function planListings(
  accountId: string,
  listings: readonly ListingNames[],
  { cursors: known, lost }: { cursors: readonly Cursor[]; lost: readonly LostRows[] },
  { scrapeDay, full = false, lookbackWeeks, lookaheadWeeks = 5, horizonWeeks = 12 }: WindowOptions,
): PlannedListing[] {
  const cursors = new Map(known.map(({ listingId, lastSyncedDay }) => [listingId, lastSyncedDay]))
  const isHorizonDay = looksToHorizonOn(accountId, scrapeDay)
  return listings.map((listing) => {
    const missing = lost.filter(({ listingId }) => listingId === listing.listingId)
    const nothingKnown = missing.some(({ weekStart }) => weekStart === null)
    const lastSyncedDay = full || nothingKnown ? null : (cursors.get(listing.listingId) ?? null)
    const backfill = lastSyncedDay === null
    const usual = pollWindow({
      scrapeDay,
      lastSyncedDay,
      lookbackWeeks,
      lookaheadWeeks: backfill || isHorizonDay ? Math.max(lookaheadWeeks, horizonWeeks) : lookaheadWeeks,
    })
    const window = windowOverLost(usual, missing, scrapeDay)
    const weeks = weeksOf(window)
    return {
      listing,
      window,
      weeks,
      requests: weeks.length * STORED_METRICS.length,
      backfill,
      rowsLost: missing.length > 0,
    }
  })
}

/** Whether a scrape day is the one of seven on which an account's sync looks to the horizon: always the same one. */
export function looksToHorizonOn(accountId: string, scrapeDay: CalendarDate): boolean {
  let sum = 0
  for (const character of accountId) sum = (sum * 31 + character.charCodeAt(0)) % 7
  return daysBetween('1970-01-01', scrapeDay) % 7 === sum
}
