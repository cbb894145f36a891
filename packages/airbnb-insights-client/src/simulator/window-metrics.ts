import type { GroupByValue } from '../metric-catalogue.ts'
import { type CalendarDate, dayNumber } from './calendar.ts'
import { type ListingSubjects, listingSubjects, type NumberedListing } from './listing-subject.ts'
import { type MetricName, metricDefinition } from './metric-definitions.ts'
import { metricSet } from './metric-sets.ts'
import { fractionValue, type SimulatedSeries, sumFractions } from './simulated-value.ts'
import { formatValue, NO_DATA } from './value-format.ts'

/** What a chart compares with: similar listings, or the same period a year before. */
export type Comparison = 'MARKET' | 'YOY'

/** The API serves nothing older than this at daily grain. */
export const OLDEST_DAY_SERVED = 180
/** A window of more days is answered by week or month. */
export const LONGEST_DAILY_WINDOW = 28

/** One metric of a window as an answer shows it. `value` is `null` where `valueString` is `"-"`. */
export interface SimulatedWindowMetric {
  metricName: MetricName
  value: number | null
  valueString: string
  /** The difference to the comparison; on a chart's primary metric only. */
  valueChange: number | null
  valueChangeString: string | null
}

/** An inclusive window in day numbers. */
export interface DayWindow {
  start: number
  end: number
}

/** Leaves out the days that are too old to be served at daily grain; longer windows keep them. */
export function servedWindow(window: DayWindow, knownOn: number): DayWindow {
  const daily = window.end - window.start < LONGEST_DAILY_WINDOW
  return daily ? { start: Math.max(window.start, knownOn - OLDEST_DAY_SERVED), end: window.end } : window
}

/** The metrics of a window, primary first, for the listings taken together. */
export function windowMetrics(
  listings: readonly ListingSubjects[],
  groupByValue: GroupByValue,
  window: DayWindow,
  knownOn: number,
  comparison: Comparison | null,
): SimulatedWindowMetric[] {
  const { start, end } = servedWindow(window, knownOn)
  const valueOf = (metric: MetricName, series: SimulatedSeries) =>
    fractionValue(sumFractions(listings, metric, series, start, end, knownOn))
  return metricSet(groupByValue).map((metricName, position) => {
    const { format } = metricDefinition(metricName)
    const value = valueOf(metricName, 'your')
    const compared =
      comparison === null || position > 0 ? null : valueOf(metricName, comparedSeries(comparison))
    const valueChange = value === null || compared === null ? null : value - compared
    return {
      metricName,
      value,
      valueString: value === null ? NO_DATA : formatValue(format, value),
      valueChange,
      valueChangeString: valueChange === null ? null : formatValue(format, valueChange),
    }
  })
}

/** The series that a comparison draws beside the listing's own. */
export function comparedSeries(comparison: Comparison): SimulatedSeries {
  return comparison === 'MARKET' ? 'similar' : 'previousYear'
}

/**
 * The primary and secondary metrics of a chart, or the list of metrics, that the simulator shows for a
 * window of calendar days as known on a day: what every `chart_summary` and `list_of_metrics` row must hold.
 *
 * @param query.listings - one listing, or several that are answered as one aggregate.
 * @param query.window - calendar days, both included.
 * @param query.comparison - as asked of a chart; absent for a list of metrics.
 */
export function simulatedWindowMetrics(query: {
  listings: NumberedListing | readonly NumberedListing[]
  groupByValue: GroupByValue
  window: { start: CalendarDate; end: CalendarDate }
  knownOn: CalendarDate
  comparison?: Comparison | null
}): SimulatedWindowMetric[] {
  const listings = 'listingId' in query.listings ? [query.listings] : query.listings
  return windowMetrics(
    listings.map(listingSubjects),
    query.groupByValue,
    { start: dayNumber(query.window.start), end: dayNumber(query.window.end) },
    dayNumber(query.knownOn),
    query.comparison ?? null,
  )
}
