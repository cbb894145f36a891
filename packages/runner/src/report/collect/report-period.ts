import { addDays, type CalendarDate, MAX_LOOKAHEAD_WEEKS, sundayOf, weeksOf } from 'insights-transform'

/** The nights of a report, in whole weeks: from a Sunday to a Saturday. */
export interface ReportPeriod {
  readonly from: CalendarDate
  /** The last night, itself included. */
  readonly to: CalendarDate
}

/** Half a year: about as far back as the API is asked. */
const WEEKS_BEHIND = 26

/**
 * The nights to report on: half a year behind, and as many weeks ahead as the API counts.
 *
 * @param given the nights asked for; `from` is moved back to its week's Sunday, `to` on to its week's Saturday: half a
 * week beside whole ones would look like a collapse.
 * @param scrapeDay the newest day on which numbers were read: what lies behind and ahead is seen from it.
 */
export function reportPeriod(
  given: { readonly from?: CalendarDate | undefined; readonly to?: CalendarDate | undefined },
  scrapeDay: CalendarDate,
): ReportPeriod {
  const ahead = addDays(scrapeDay, 7 * MAX_LOOKAHEAD_WEEKS)
  const to = saturdayOf(given.to ?? (given.from !== undefined && given.from > ahead ? given.from : ahead))
  const last = to < scrapeDay ? to : scrapeDay
  return { from: sundayOf(given.from ?? addDays(last, -7 * WEEKS_BEHIND)), to }
}

const saturdayOf = (day: CalendarDate): CalendarDate => addDays(sundayOf(day), 6)

/** The Sundays of a period. */
export function sundaysOf({ from, to }: ReportPeriod): CalendarDate[] {
  return weeksOf({ start: from, end: to }).map(({ start }) => start)
}
