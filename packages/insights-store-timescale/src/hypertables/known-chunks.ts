import type { CalendarDate, MetricTable } from 'insights-transform'

/** Spans of scrape days, the end not included, for which a table has a chunk, as far as this process has looked. */
export type KnownChunks = {
  readonly table: MetricTable
  readonly start: CalendarDate
  readonly end: CalendarDate
}[]
