import { addDays, daysBetween } from './calendar-arithmetic.ts'
import type { CalendarDate, CalendarDateInput } from './calendar-date.ts'

/** How many days the server's base day was most often seen before the scrape day. A guess, never a fact. */
const USUAL_BASE_DAY_LAG = 3

/**
 * The `relativeDs` with which the API is asked for a day: it adds that number of days to a base day of its own.
 *
 * @throws RangeError when either is not a calendar day.
 */
export function relativeDs(date: CalendarDateInput, baseDay: CalendarDateInput): number {
  return daysBetween(baseDay, date)
}

/**
 * The day that the API means by a `relativeDs` of `days`: the inverse of {@link relativeDs}.
 *
 * @throws RangeError when `baseDay` is not a calendar day or `days` not an integer.
 */
export function dateFromRelativeDs(days: number, baseDay: CalendarDateInput): CalendarDate {
  return addDays(baseDay, days)
}

/**
 * The base day to assume until an answer tells the true one: the scrape day − 3. Read the true one out of the first
 * chart answer with {@link baseDayFrom}: a wrong guess labels the numbers with the wrong days.
 *
 * @throws RangeError when `scrapeDay` is not a calendar day.
 */
export function guessBaseDay(scrapeDay: CalendarDateInput): CalendarDate {
  return addDays(scrapeDay, -USUAL_BASE_DAY_LAG)
}
