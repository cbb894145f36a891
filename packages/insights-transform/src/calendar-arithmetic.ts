import {
  type CalendarDate,
  type CalendarDateInput,
  dayNumber,
  formatCalendarDate,
  parseCalendarDate,
} from './calendar-date.ts'
import { dayOfNumber } from './day-number.ts'

/**
 * The day that lies `days` after a day, or before it when negative.
 *
 * @throws RangeError when `date` is not a calendar day, `days` not an integer, or the result outside years 1 to 9999.
 */
export function addDays(date: CalendarDateInput, days: number): CalendarDate {
  if (!Number.isInteger(days)) throw new RangeError(`days must be an integer: ${String(days)}`)
  return calendarDateOf(dayNumber(date) + days)
}

/**
 * How many days later `to` is than `from`: 0 for the same day, negative when `to` is earlier.
 *
 * @throws RangeError when either is not a calendar day.
 */
export function daysBetween(from: CalendarDateInput, to: CalendarDateInput): number {
  return dayNumber(to) - dayNumber(from)
}

/** The calendar day of a day number, refused outside the years that `YYYY` can write. */
export function calendarDateOf(number: number): CalendarDate {
  const parts = dayOfNumber(number)
  if (!(parts.year >= 1 && parts.year <= 9999)) {
    throw new RangeError(`the day ${String(number)} days after 1970-01-01 is outside years 1 to 9999`)
  }
  return formatCalendarDate(parts)
}

/**
 * The calendar day of an instant in UTC, such as a scrape day.
 *
 * @throws RangeError when the instant is none, or outside years 1 to 9999.
 */
export function utcDateOf(instant: { toISOString(): string }): CalendarDate {
  return parseCalendarDate(instant.toISOString().slice(0, 10))
}
