import type { CalendarDate } from './calendar-date.ts'
import type { DateWindow } from './date-window.ts'
import type { ChartSection, ListOfMetricsSection } from './sections.ts'

/** What a chart compares a listing with: similar listings, or what the page calls "Over time". */
export type Comparison = 'MARKET' | 'YOY'

/** What was asked about a listing and its nights. */
export interface MetricQuestion {
  /** A decimal string above 2^53. */
  readonly listingId: string
  /** The host's own name of the listing, which becomes `airbnb_internal_name`. It is not sent. */
  readonly internalName: string | null
  /** The metric asked for; an answer may carry others along. */
  readonly metric: string
  /** The stay nights asked for. */
  readonly window: DateWindow
}

/** What was asked with a `ChartQuery`. */
export interface ChartQuestion extends MetricQuestion {
  /** Null where none was asked for. */
  readonly comparison: Comparison | null
}

/** The answer to a `ChartQuery` with its question, so that it explains itself, also when read back from a file. */
export interface ChartAnswer {
  readonly request: ChartQuestion
  /** The day that the server counted from; null where the answer has no night to tell it by. */
  readonly baseDay: CalendarDate | null
  /** Null where the server says that there is no data. */
  readonly section: ChartSection | null
}

/** The answer to a `ListOfMetricsQuery` with its question, whose window it is for: the answer itself has no date. */
export interface ListOfMetricsAnswer {
  readonly request: MetricQuestion
  /** The day that the server counts from, as other answers told it; null where it is not known. */
  readonly baseDay: CalendarDate | null
  /** Null where the server says that there is no data. */
  readonly section: ListOfMetricsSection | null
}
