import { InvalidArgumentError } from 'airbnb-insights-client'
import type { AccountMetric, Listing, ListingNames, LostRows } from 'insights-store-timescale'
import {
  type AskableMetric,
  type CalendarDate,
  type DateWindow,
  isCalendarDate,
  MAX_LOOKAHEAD_WEEKS,
  pollWindow,
  weeksOf,
} from 'insights-transform'
import { DEFAULT_CHOICE, isMetricChoice, type MetricChoice } from '../config/metric-choice.ts'
import { windowOverLost } from './lost-rows.ts'
import {
  isAskedOf,
  type KnownListing,
  knownUpTo,
  type MetricOutlooks,
  metricOutlooks,
} from './metric-outlook.ts'
import type { OwedReadings } from './owed-readings.ts'
import { newestOwnDay } from './own-day.ts'

/** A metric that a listing is asked for, and over which nights. */
export interface PlannedMetric {
  /** The API's name for it. */
  readonly metric: AskableMetric
  /** One chart is asked of each of its weeks, Sunday to Saturday. */
  readonly window: DateWindow
}

/** A listing with its own window and all that it will be asked. */
export interface PlannedListing {
  readonly listing: ListingNames
  /** All nights that it is asked about. */
  readonly window: DateWindow
  /** The window's weeks, Sunday to Saturday. */
  readonly weeks: readonly DateWindow[]
  /** What it is asked for; a metric that is asked less often, or for the first time, has a window that goes further back. */
  readonly metrics: readonly PlannedMetric[]
  /** How many requests that takes. */
  readonly requests: number
  /** Whether it is asked from as far back as possible, for it was never synced or everything is asked again. */
  readonly backfill: boolean
  /** Whether rows of it are missing in the database. */
  readonly rowsLost: boolean
}

/** A listing's cursor. */
export type Cursor = Pick<Listing, 'listingId' | 'lastSyncedDay'>

/** What decides what a listing is asked, beside its cursor. Nights beyond the horizon are not counted. */
export interface WindowOptions {
  /** The UTC date under which rows are stored; it stays the same for the whole run. */
  readonly scrapeDay: CalendarDate
  /**
   * Which metrics, and how often: one of every n-th day is asked for on the account's own day of those n, or on the next
   * one with a sync. Those with columns are asked for together, as often as the most frequent of them.
   *
   * @defaultValue those that fill every column of the wide tables, each day
   */
  readonly metrics?: MetricChoice | undefined
  /** Asks every listing for its whole backfill again, whatever the cursors say, as a run of its own. @defaultValue false */
  readonly full?: boolean | undefined
  /** Weeks back that a first or full sync asks for. @defaultValue 25 */
  readonly lookbackWeeks?: number | undefined
  /** Weeks ahead that every sync asks for. @defaultValue 5 */
  readonly lookaheadWeeks?: number | undefined
  /** Weeks ahead, 12 at most, that a first or full sync asks for, and any on one day of seven. @defaultValue 12 */
  readonly horizonWeeks?: number | undefined
}

/** @throws InvalidArgumentError for a scrape day that is none, and for metrics and weeks that cannot be asked for */
export function checkWindowOptions(options: WindowOptions): void {
  const { scrapeDay, lookbackWeeks = 0, lookaheadWeeks = 0, horizonWeeks = 0 } = options
  if (options.metrics !== undefined && !isMetricChoice(options.metrics)) {
    const message = `metrics must be metrics that can be asked for, each once and every 1 to 90 days: ${JSON.stringify(options.metrics)}`
    throw new InvalidArgumentError(message, { argument: 'metrics' })
  }
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

/** What is known of an account before a sync. */
export interface KnownOfAccount {
  readonly cursors: readonly Cursor[]
  /** Rows that a cursor vouches for in vain: their weeks are asked again, as far as they are served. */
  readonly lost: readonly LostRows[]
  /** When its metrics were asked for, and which were refused. */
  readonly metrics: readonly AccountMetric[]
  /** When listings that were not stored as others were asked for a metric were read last, listing by listing. */
  readonly owed?: OwedReadings | undefined
}

/**
 * Gives each listing what to ask it for, and windows from its own cursor. A listing that nothing is to be asked of, since no
 * metric is due, is left out.
 */
export function planListings(
  accountId: string,
  listings: readonly ListingNames[],
  { cursors: known, lost, metrics, owed }: KnownOfAccount,
  options: WindowOptions,
): PlannedListing[] {
  const { scrapeDay, full = false } = options
  const cursors = new Map(known.map(({ listingId, lastSyncedDay }) => [listingId, lastSyncedDay]))
  const outlooks = metricOutlooks(accountId, options.metrics ?? DEFAULT_CHOICE, metrics, { scrapeDay, full })
  return listings.flatMap((listing) => {
    const missing = lost.filter(({ listingId }) => listingId === listing.listingId)
    const nothingKnown = missing.some(({ weekStart }) => weekStart === null)
    const lastSyncedDay = full || nothingKnown ? null : (cursors.get(listing.listingId) ?? null)
    const rowsLost = missing.length > 0
    const owedOf = owed?.get(listing.listingId)
    const state = { lastSyncedDay, rowsLost, ...(owedOf === undefined ? {} : { owed: owedOf }) }
    const planned = planMetrics(accountId, outlooks, state, options).map(({ metric, window }) => ({
      metric,
      window: windowOverLost(window, missing, scrapeDay),
    }))
    const window = windowOver(planned)
    if (window === undefined) return []
    const requests = planned.reduce((sum, one) => sum + weeksOf(one.window).length, 0)
    const backfill = lastSyncedDay === null
    return [{ listing, window, weeks: weeksOf(window), metrics: planned, requests, backfill, rowsLost }]
  })
}

/** The metrics that a listing is asked for, each over the nights that are not known of it. */
function planMetrics(
  accountId: string,
  outlooks: MetricOutlooks,
  listing: KnownListing,
  options: WindowOptions,
): PlannedMetric[] {
  const asked = outlooks.metrics.filter((metric) => isAskedOf(metric, listing))
  const upTo = asked.map((metric) => knownUpTo(metric, listing, outlooks))
  // Rows of the wide tables hold all metrics with columns: what one of them needs, all are asked for.
  const wide = earliest(upTo.filter((_, index) => asked[index]?.hasColumns))
  return asked.map(({ metric, hasColumns, everyDays }, index) => {
    const lastSyncedDay = hasColumns ? wide : (upTo[index] ?? null)
    return { metric, window: metricWindow(accountId, { everyDays, lastSyncedDay }, options) }
  })
}

/**
 * The nights that a metric is asked about. It looks to the horizon on one day of seven; one that is asked for less than each
 * day also where it was not asked for since that day.
 *
 * @param lastSyncedDay the scrape day up to which its numbers are known; null where none are.
 */
export function metricWindow(
  accountId: string,
  { everyDays, lastSyncedDay }: { everyDays: number; lastSyncedDay: CalendarDate | null },
  { scrapeDay, lookbackWeeks, lookaheadWeeks = 5, horizonWeeks = 12 }: WindowOptions,
): DateWindow {
  const horizonDay = newestOwnDay(accountId, 7, scrapeDay)
  const looksToHorizon =
    lastSyncedDay === null || horizonDay === scrapeDay || (everyDays > 1 && lastSyncedDay < horizonDay)
  return pollWindow({
    scrapeDay,
    lastSyncedDay,
    lookbackWeeks,
    lookaheadWeeks: looksToHorizon ? Math.max(lookaheadWeeks, horizonWeeks) : lookaheadWeeks,
  })
}

function earliest(days: readonly (CalendarDate | null)[]): CalendarDate | null {
  return days.reduce(
    (first, day) => (first === null || day === null ? null : day < first ? day : first),
    days[0] ?? null,
  )
}

/** All nights of several windows, which overlap; undefined where there is none. */
function windowOver(planned: readonly PlannedMetric[]): DateWindow | undefined {
  const start = planned.map(({ window }) => window.start).toSorted()[0]
  const end = planned
    .map(({ window }) => window.end)
    .toSorted()
    .at(-1)
  return start === undefined || end === undefined ? undefined : { start, end }
}

/** The metrics that a planned listing is asked for in one of its weeks. */
export function metricsOfWeek(
  { metrics }: Pick<PlannedListing, 'metrics'>,
  { start, end }: DateWindow,
): AskableMetric[] {
  return metrics.flatMap(({ metric, window }) => (window.start <= start && window.end >= end ? [metric] : []))
}
