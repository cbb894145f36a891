import type { CalendarDate, CalendarDateInput } from './calendar-date.ts'

/** A span of calendar days, both ends included. */
export interface DateWindow {
  readonly start: CalendarDate
  readonly end: CalendarDate
}

/** A {@link DateWindow} as functions here take it. */
export interface DateWindowInput {
  readonly start: CalendarDateInput
  readonly end: CalendarDateInput
}
