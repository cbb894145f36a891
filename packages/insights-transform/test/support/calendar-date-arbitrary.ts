import * as fc from 'fast-check'
import { addDays, type CalendarDate } from 'insights-transform'

/** Any day from 1900 to 2199. */
export function calendarDate(): fc.Arbitrary<CalendarDate> {
  return fc.integer({ min: 0, max: 109_571 }).map((days) => addDays('1900-01-01', days))
}
