import type { CalendarDate } from 'insights-transform'

/** The newest of some days; null where there is none. */
export function newestDay(days: readonly (CalendarDate | null)[]): CalendarDate | null {
  return days.reduce((one, other) => (one === null || (other !== null && other > one) ? other : one), null)
}
