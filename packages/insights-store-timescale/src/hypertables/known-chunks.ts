import type { CalendarDate } from 'insights-transform'

/** The scrape days of each table whose chunk is there, as far as this process has looked. */
export type KnownChunks = Set<CalendarDate>
