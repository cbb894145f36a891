import { dayNumberOf } from './day-number.ts'

/** A calendar day without time zone, as `YYYY-MM-DD`, from year 0001 to 9999. */
export type CalendarDate = string

/** A calendar day in parts: `month` counts from 1 to 12, `day` from 1. */
export interface CalendarDateParts {
  readonly year: number
  readonly month: number
  readonly day: number
}

/** What every function here takes as a calendar day. What they give is always a {@link CalendarDate}. */
export type CalendarDateInput = CalendarDate | CalendarDateParts

const ZERO = '0'.charCodeAt(0)
const DASH = '-'.charCodeAt(0)
const MONTH_LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Whether a value is a string that names an existing calendar day as `YYYY-MM-DD`. */
export function isCalendarDate(value: unknown): value is CalendarDate {
  return typeof value === 'string' && partsOf(value) !== undefined
}

/**
 * Checks a calendar day and gives it as `YYYY-MM-DD`.
 *
 * @throws RangeError when the text has another form, or the day does not exist (`2025-02-29`).
 */
export function parseCalendarDate(input: CalendarDateInput): CalendarDate {
  dayNumber(input)
  return typeof input === 'string' ? input : formatCalendarDate(input)
}

/**
 * The number of days from 1970-01-01 to a day; negative before it.
 *
 * @throws RangeError when the input is not a calendar day.
 */
export function dayNumber(input: CalendarDateInput): number {
  if (typeof input === 'string') {
    const parts = partsOf(input)
    if (parts !== undefined) return dayNumberOf(parts.year, parts.month, parts.day)
  } else {
    const { year, month, day } = input ?? {}
    if ([year, month, day].every(Number.isInteger) && isExistingDay(year, month, day)) {
      return dayNumberOf(year, month, day)
    }
  }
  throw new RangeError(`not a calendar date (YYYY-MM-DD): ${JSON.stringify(input)}`)
}

/** The text form of parts that are known to exist. */
export function formatCalendarDate({ year, month, day }: CalendarDateParts): CalendarDate {
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`
}

// Read character by character: every point of every answer comes through here, and a regular expression costs thrice.
function partsOf(text: string): CalendarDateParts | undefined {
  if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined
  const year = digit(text, 0) * 1000 + digit(text, 1) * 100 + digit(text, 2) * 10 + digit(text, 3)
  const month = digit(text, 5) * 10 + digit(text, 6)
  const day = digit(text, 8) * 10 + digit(text, 9)
  return isExistingDay(year, month, day) ? { year, month, day } : undefined
}

/** The digit at a place of a text, or NaN. */
function digit(text: string, place: number): number {
  const value = text.charCodeAt(place) - ZERO
  return value >= 0 && value <= 9 ? value : Number.NaN
}

/** Whether integers name a day; NaN names none. */
function isExistingDay(year: number, month: number, day: number): boolean {
  if (!(year >= 1 && year <= 9999 && day >= 1)) return false
  const leapDay = month === 2 && year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 1 : 0
  return day <= (MONTH_LENGTHS[month - 1] ?? 0) + leapDay
}

function padded(number: number, width: number): string {
  return String(number).padStart(width, '0')
}
