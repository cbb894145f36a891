import { addDays, type CalendarDate, daysBetween } from 'insights-transform'

const EPOCH: CalendarDate = '1970-01-01'

/**
 * Days since 1970-01-01, so that the arithmetic never meets a time zone or a summer time.
 *
 * @throws `RangeError` when the text is no calendar day.
 */
export function dayNumber(date: CalendarDate): number {
  return daysBetween(EPOCH, date)
}

/** The calendar date of a day number: the inverse of {@link dayNumber}. */
export function calendarDate(day: number): CalendarDate {
  return addDays(EPOCH, day)
}

/** 0 = Sunday … 6 = Saturday. 1970-01-01 was a Thursday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

/** The Sunday on or before a day. */
export function weekStart(day: number): number {
  return day - weekday(day)
}

/** Numbers the weeks from Sunday to Saturday. */
export function weekNumber(day: number): number {
  return Math.floor((day + 4) / 7)
}

/** The first day of the month that a day lies in. */
export function monthStart(day: number): number {
  return dayNumber(`${calendarDate(day).slice(0, 8)}01`)
}
