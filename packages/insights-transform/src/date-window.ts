import { calendarDateOf } from './calendar-arithmetic.ts'
import { type CalendarDate, type CalendarDateInput, dayNumber } from './calendar-date.ts'
import { weekdayOf } from './day-number.ts'

/** A span of calendar days, both ends included. */
export interface DateWindow {
  readonly start: CalendarDate
  readonly end: CalendarDate
}

/** A {@link DateWindow} as functions here take it. */
export interface DateWindowInput {
  readonly start: CalendarDateInput
  readonly end: CalendarDateInput
}

/**
 * The Sunday on or before a day: where its week begins.
 *
 * @throws RangeError when the input is not a calendar day.
 */
export function sundayOf(date: CalendarDateInput): CalendarDate {
  return calendarDateOf(sundayOnOrBefore(dayNumber(date)))
}

/**
 * How many days a window has.
 *
 * @throws RangeError when an end is not a calendar day, or the window ends before it begins.
 */
export function windowDays(window: DateWindowInput): number {
  const days = dayNumber(window.end) - dayNumber(window.start) + 1
  if (days >= 1) return days
  throw new RangeError(`the window ${named(window)} ends before it begins`)
}

/**
 * The whole weeks, Sunday to Saturday, that a window touches, in order.
 *
 * @throws RangeError when an end is not a calendar day, or the window ends before it begins.
 */
export function weeksOf(window: DateWindowInput): DateWindow[] {
  windowDays(window)
  const end = dayNumber(window.end)
  const weeks: DateWindow[] = []
  for (let sunday = sundayOnOrBefore(dayNumber(window.start)); sunday <= end; sunday += 7) {
    weeks.push({ start: calendarDateOf(sunday), end: calendarDateOf(sunday + 6) })
  }
  return weeks
}

/** The Sunday on or before a day number. */
export function sundayOnOrBefore(day: number): number {
  return day - weekdayOf(day)
}

const named = ({ start, end }: DateWindowInput): string =>
  `${calendarDateOf(dayNumber(start))}…${calendarDateOf(dayNumber(end))}`
