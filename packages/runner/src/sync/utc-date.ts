import type { CalendarDate } from 'insights-transform'

/** The calendar date of an instant in UTC: a scrape day. */
export function utcDateOf(instant: Date): CalendarDate {
  return instant.toISOString().slice(0, 10)
}
