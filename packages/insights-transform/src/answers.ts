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
  readonly comparison: Comparison | null
}

/** An answer with its question, so that it explains itself, also when it is read back from a file. */
interface Answered<Question, Section> {
  readonly request: Question
  /** The day that the server counted from when it answered; null where the answer has no dated night. */
  readonly baseDay: CalendarDate | null
  /** Null where the server says that there is no data. */
  readonly section: Section | null
}

/** The answer to a `ChartQuery`. */
export interface ChartAnswer extends Answered<ChartQuestion, ChartSection> {}

/** The answer to a `ListOfMetricsQuery`. It carries no date: its window is the one of its question. */
export interface ListOfMetricsAnswer extends Answered<MetricQuestion, ListOfMetricsSection> {}
