import { addDays, type CalendarDate } from 'insights-transform'

/** The days of a report. It begins on a Sunday, so that its weeks are whole. */
export interface ReportPeriod {
  readonly from: CalendarDate
  /** The last day, itself included. */
  readonly to: CalendarDate
}

/** Weeks before that of the last day that a report shows where it is not told: all that the API keeps by day. */
const WEEKS_BEFORE = 25

/**
 * The days to report on.
 *
 * @param given the days asked for; `from` is moved back to its week's Sunday.
 * @param newestDay the newest day with a number: where a report ends that is not told.
 */
export function reportPeriod(
  given: { readonly from?: CalendarDate | undefined; readonly to?: CalendarDate | undefined },
  newestDay: CalendarDate,
): ReportPeriod {
  const to = given.to ?? (given.from !== undefined && given.from > newestDay ? given.from : newestDay)
  return { from: sundayOf(given.from ?? addDays(to, -7 * WEEKS_BEFORE)), to }
}

/** The Sunday on or before a day. */
export function sundayOf(day: CalendarDate): CalendarDate {
  return addDays(day, -new Date(`${day}T00:00:00Z`).getUTCDay())
}

/** The Sundays of a period. */
export function sundaysOf({ from, to }: ReportPeriod): CalendarDate[] {
  const sundays: CalendarDate[] = []
  for (let week = sundayOf(from); week <= to; week = addDays(week, 7)) sundays.push(week)
  return sundays
}
