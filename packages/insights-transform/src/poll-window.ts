import { API_LIMITS, MAX_LOOKAHEAD_WEEKS } from './api-limits.ts'
import { calendarDateOf } from './calendar-arithmetic.ts'
import { type CalendarDateInput, dayNumber } from './calendar-date.ts'
import { type DateWindow, sundayOnOrBefore } from './date-window.ts'

/** The last night that has numbers, in days after the scrape day, where the base day is up to three days before it. */
const LAST_COUNTED_NIGHT = API_LIMITS.lastCountedNight - 3

/** What {@link pollWindow} computes a window from. */
export interface PollWindowOptions {
  /** The day on which the nights are asked for. */
  readonly scrapeDay: CalendarDateInput
  /**
   * The scrape day of the listing's last successful sync. Without one the window is a backfill.
   * A day after `scrapeDay` counts as `scrapeDay`.
   *
   * @defaultValue `null`
   */
  readonly lastSyncedDay?: CalendarDateInput | null | undefined
  /**
   * How many weeks before the scrape day a backfill begins.
   *
   * @defaultValue 25
   */
  readonly lookbackWeeks?: number | undefined
  /**
   * How many weeks before the first day not synced yet an incremental window begins, since the last nights' numbers
   * may land late.
   *
   * @defaultValue 1
   */
  readonly minLookbackWeeks?: number | undefined
  /**
   * How many weeks after that of the scrape day the window ends, at most 12: nights further ahead are answered with
   * zeros that look measured and are not.
   *
   * @defaultValue 5
   */
  readonly lookaheadWeeks?: number | undefined
  /**
   * The most days before the scrape day at which a window may begin, at least 6 (its week may have begun then).
   *
   * @defaultValue 180
   */
  readonly maxLookbackDays?: number | undefined
}

/**
 * The nights to ask for on a scrape day, always from a Sunday to a Saturday.
 *
 * - A backfill begins on the Sunday on or before the scrape day − `lookbackWeeks`.
 * - An incremental window begins where the first missed day's run would have begun: on the Sunday on or before
 *   min(scrape day, `lastSyncedDay` + 1) − `minLookbackWeeks`, so that no gap is left however long ago that was.
 * - A beginning more than `maxLookbackDays` back moves forward to the next Sunday that is not.
 * - The end is the Saturday of the scrape day's week, `lookaheadWeeks` later, or the last one before that whose week
 *   has numbers to its end.
 *
 * @throws RangeError when a date is not a calendar day or a number not an integer within its bounds.
 */
export function pollWindow(options: PollWindowOptions): DateWindow {
  const lookbackWeeks = within('lookbackWeeks', options.lookbackWeeks ?? 25, 0)
  const minLookbackWeeks = within('minLookbackWeeks', options.minLookbackWeeks ?? 1, 0)
  const lookaheadWeeks = within('lookaheadWeeks', options.lookaheadWeeks ?? 5, 0, MAX_LOOKAHEAD_WEEKS)
  const maxLookbackDays = within('maxLookbackDays', options.maxLookbackDays ?? -API_LIMITS.oldestDay, 6)
  const scrapeDay = dayNumber(options.scrapeDay)

  const lastSyncedDay = options.lastSyncedDay ?? null
  const wanted =
    lastSyncedDay === null
      ? sundayOnOrBefore(scrapeDay - 7 * lookbackWeeks)
      : sundayOnOrBefore(Math.min(scrapeDay, dayNumber(lastSyncedDay) + 1) - 7 * minLookbackWeeks)
  const start = Math.max(wanted, sundayOnOrBefore(scrapeDay - maxLookbackDays + 6))
  const wantedEnd = sundayOnOrBefore(scrapeDay) + 6 + 7 * lookaheadWeeks
  const end = Math.min(wantedEnd, sundayOnOrBefore(scrapeDay + LAST_COUNTED_NIGHT + 1) - 1)
  return { start: calendarDateOf(start), end: calendarDateOf(end) }
}

function within(name: string, value: number, least: number, most = Number.POSITIVE_INFINITY): number {
  if (Number.isInteger(value) && value >= least && value <= most) return value
  const bounds = most === Number.POSITIVE_INFINITY ? `of at least ${least}` : `from ${least} to ${most}`
  throw new RangeError(`${name} must be an integer ${bounds}: ${String(value)}`)
}
