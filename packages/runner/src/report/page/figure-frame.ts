import type { CalendarDate } from 'insights-transform'
import type { ReportPeriod } from '../report-period.ts'

/** What the figures of one account or listing have in common. */
export interface FigureFrame {
  readonly period: ReportPeriod
  /** The last day whose numbers are final; null where that is not known. */
  readonly finalThrough: CalendarDate | null
  /** Begins the names of all elements. */
  readonly id: string
}
