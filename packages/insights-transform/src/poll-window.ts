import { calendarDateOf } from './calendar-arithmetic.ts'
import { type CalendarDateInput, dayNumber } from './calendar-date.ts'
import type { DateWindow } from './date-window.ts'
import { weekdayOf } from './day-number.ts'

/** What {@link pollWindow} computes a window from. */
export interface PollWindowOptions {
  /** The scrape day: the calendar day for which the window is asked. */
  readonly today: CalendarDateInput
  /**
   * The scrape day of the listing's last successful sync. Without one the window is a backfill.
   * A day after `today` counts as `today`.
   *
   * @defaultValue `null`
   */
  readonly lastSyncedDay?: CalendarDateInput | null | undefined
  /**
   * How many weeks before `today` a backfill begins.
   *
   * @defaultValue 25
   */
  readonly lookbackWeeks?: number | undefined
  /**
   * How many weeks before the first day not synced yet an incremental window begins, so that numbers that were
   * not final at the last sync are asked again.
   *
   * @defaultValue 1
   */
  readonly minLookbackWeeks?: number | undefined
  /**
   * How many weeks after the week of `today` the window ends. The API refuses windows that end more than about
   * 182 days ahead, so that more than 25 is of no use.
   *
   * @defaultValue 5
   */
  readonly lookaheadWeeks?: number | undefined
  /**
   * The most days before `today` at which a window may begin, at least 6 (the week of `today` may have begun
   * then). The API serves nothing older than 180 days at daily grain.
   *
   * @defaultValue 180
   */
  readonly maxLookbackDays?: number | undefined
}

/**
 * The days to ask for on a scrape day, always from a Sunday to a Saturday.
 *
 * - A backfill begins on the Sunday on or before `today` − `lookbackWeeks`.
 * - An incremental window begins where the first missed day's run would have begun: on the Sunday on or before
 *   min(`today`, `lastSyncedDay` + 1) − `minLookbackWeeks`, so that no gap is left however long ago that was.
 * - A beginning more than `maxLookbackDays` back moves forward to the next Sunday that is not.
 * - The end is the Saturday of the week of `today`, `lookaheadWeeks` later.
 *
 * @throws RangeError when a date is not a calendar day or a number not an integer within its bounds.
 */
export function pollWindow(options: PollWindowOptions): DateWindow {
  const lookbackWeeks = atLeast(0, 'lookbackWeeks', options.lookbackWeeks ?? 25)
  const minLookbackWeeks = atLeast(0, 'minLookbackWeeks', options.minLookbackWeeks ?? 1)
  const lookaheadWeeks = atLeast(0, 'lookaheadWeeks', options.lookaheadWeeks ?? 5)
  const maxLookbackDays = atLeast(6, 'maxLookbackDays', options.maxLookbackDays ?? 180)
  const today = dayNumber(options.today)

  const lastSyncedDay = options.lastSyncedDay ?? null
  const wanted =
    lastSyncedDay === null
      ? sundayOnOrBefore(today - 7 * lookbackWeeks)
      : sundayOnOrBefore(Math.min(today, dayNumber(lastSyncedDay) + 1) - 7 * minLookbackWeeks)
  const start = Math.max(wanted, sundayOnOrAfter(today - maxLookbackDays))
  const end = sundayOnOrBefore(today) + 6 + 7 * lookaheadWeeks
  return { start: calendarDateOf(start), end: calendarDateOf(end) }
}

function sundayOnOrBefore(day: number): number {
  return day - weekdayOf(day)
}

function sundayOnOrAfter(day: number): number {
  return sundayOnOrBefore(day + 6)
}

function atLeast(least: number, name: string, value: number): number {
  if (Number.isInteger(value) && value >= least) return value
  throw new RangeError(`${name} must be an integer of at least ${String(least)}: ${String(value)}`)
}
