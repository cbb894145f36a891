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
  if (day < addDays(scrapeDay, -7) || day > addDays(scrapeDay, 1)) {
    throw new BaseDayOutOfRangeError(day, scrapeDay)
  }
  return { day, measured: true }
}

/** Whether an answer is what a server with this base day gives; leading or trailing days may be missing. */
export function confirmsBaseDay(reading: BaseDayReading, day: CalendarDate): boolean {
  if (reading.kind === 'agreed') return reading.baseDay === day
  return reading.kind === 'disagreed' && (reading.fromFirst === day || reading.fromLast === day)
}
