import type { CalendarDate } from 'insights-transform'

/** Spans of scrape days, the end not included, for which every table has a chunk, as far as this process has looked. */
export type KnownChunks = { readonly start: CalendarDate; readonly end: CalendarDate }[]
