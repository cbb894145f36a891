import { addDays, weeksOf } from 'insights-transform'
import { metricWindow, type WindowOptions } from '../sync/planned-listing.ts'

/** How many charts a metric takes of one listing: a request each. */
export interface MetricCost {
  /** On an average day, once it is up to date. */
  readonly requestsPerDay: number
  /** When it is asked for the first time. */
  readonly requestsAtFirst: number
}

/** Any day: what is asked is the same in every round of seven readings. */
const SOME_DAY = '2026-01-04'

/** What a metric costs that is asked for on one day of so many. */
export function metricCost(everyDays: number, options: Omit<WindowOptions, 'scrapeDay'>): MetricCost {
  const chartsOn = (reading: number, isFirst = false): number => {
    const scrapeDay = addDays(SOME_DAY, reading * everyDays)
    const lastSyncedDay = isFirst ? null : addDays(scrapeDay, -everyDays)
    return weeksOf(metricWindow('', { everyDays, lastSyncedDay }, { ...options, scrapeDay })).length
  }
  const readings = Array.from({ length: 7 }, (_, reading) => chartsOn(reading))
  const charts = readings.reduce((sum, one) => sum + one, 0)
  return { requestsPerDay: charts / (7 * everyDays), requestsAtFirst: chartsOn(0, true) }
}
