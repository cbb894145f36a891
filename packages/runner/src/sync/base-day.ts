import { addDays, type BaseDayReading, type CalendarDate, guessBaseDay } from 'insights-transform'
import { BaseDayOutOfRangeError } from './sync-errors.ts'

/** The day that requests count from: measured in an answer of this run, or guessed before the first one. */
export interface BaseDay {
  readonly day: CalendarDate
  readonly measured: boolean
}

/** The base day before anything was measured. */
export function guessedBaseDay(scrapeDay: CalendarDate): BaseDay {
  return { day: guessBaseDay(scrapeDay), measured: false }
}

/**
 * A base day as measured.
 *
 * @throws BaseDayOutOfRangeError when it is not within scrape day − 7 … + 1.
 */
export function measuredBaseDay(day: CalendarDate, scrapeDay: CalendarDate): BaseDay {
  if (!isPlausibleBaseDay(day, scrapeDay)) throw new BaseDayOutOfRangeError(day, scrapeDay)
  return { day, measured: true }
}

/** Whether a base day that was measured can be that of a sync of this scrape day. */
export function isPlausibleBaseDay(day: CalendarDate, scrapeDay: CalendarDate): boolean {
  return day >= addDays(scrapeDay, -7) && day <= addDays(scrapeDay, 1)
}

/**
 * Whether an answer can be that of a server with this base day. Days may be missing at both ends, so that an answer
 * whose points lie within the days asked for excludes nothing; one with a point outside of them does.
 */
export function allowsBaseDay(reading: BaseDayReading, day: CalendarDate): boolean {
  if (reading.kind === 'agreed') return reading.baseDay === day
  return reading.kind === 'none' || (reading.fromFirst >= day && reading.fromLast <= day)
}

/** Whether the same request was answered for the same days. An answer without points tells of no day. */
export function isSameReading(one: BaseDayReading, other: BaseDayReading): boolean {
  if (one.kind === 'agreed') return other.kind === 'agreed' && one.baseDay === other.baseDay
  if (one.kind === 'none' || other.kind !== 'disagreed') return false
  return one.fromFirst === other.fromFirst && one.fromLast === other.fromLast
}
