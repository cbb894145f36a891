/** A calendar day without a time zone, `YYYY-MM-DD`. */
export type CalendarDate = string

const MS_PER_DAY = 86_400_000

/** Days since 1970-01-01, so that the arithmetic never meets a time zone or a summer time. */
export function dayNumber(date: CalendarDate): number {
  const milliseconds = Date.parse(`${date}T00:00:00Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(milliseconds)) {
    throw new RangeError(`not a calendar date (YYYY-MM-DD): ${date}`)
  }
  return milliseconds / MS_PER_DAY
}

/** The calendar date of a day number: the inverse of {@link dayNumber}. */
export function calendarDate(day: number): CalendarDate {
  return new Date(day * MS_PER_DAY).toISOString().slice(0, 10)
}

/** 0 = Sunday … 6 = Saturday. 1970-01-01 was a Thursday. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7
}

/** The Sunday on or before a day. */
export function weekStart(day: number): number {
  return day - weekday(day)
}

/** The first day of the month that a day lies in. */
export function monthStart(day: number): number {
  return dayNumber(`${calendarDate(day).slice(0, 8)}01`)
}
