import {
  API_LIMITS,
  type AskableMetric,
  type CalendarDate,
  type Comparison,
  type DateWindow,
} from 'insights-transform'
import { dayNumber } from './calendar.ts'
import { type ListingSubjects, listingSubjects, type NumberedListing } from './listing-subject.ts'
import { fractionValue, METRIC_DEFINITIONS } from './metric-definitions.ts'
import { metricSet, type SimulatedMetric } from './metric-sets.ts'
import { type NightSpan, sumFractions } from './simulated-value.ts'
import { formatValue, NO_DATA } from './value-format.ts'

/** A window of more nights is answered by the week. Seen are 31 nights one by one, and 56 by the week. */
export const LONGEST_DAILY_WINDOW = 31

/** One metric of a window as an answer shows it. `value` is `null` where `valueString` is `"-"`. */
export interface SimulatedWindowMetric {
  /** Its name in the answer; of a metric asked for that nobody has seen, a made-up one (*assumed*). */
  metric: string
  value: number | null
  valueString: string
  /** The listing's own number less that of similar listings; on a chart's primary metric only. */
  valueChange: number | null
  valueChangeString: string | null
}

/** Leaves out the nights that are too old to be served one by one (*assumed*); longer windows keep them. */
export function servedWindow({ start, end }: NightSpan, knownOn: number): NightSpan {
  const isDaily = end - start < LONGEST_DAILY_WINDOW
  return { start: isDaily ? Math.max(start, knownOn + API_LIMITS.oldestDay) : start, end }
}

/** The span of the same length just before: what the page's "Over time" compares with (*assumed*). */
export function spanBefore({ start, end }: NightSpan): NightSpan {
  return { start: start - (end - start + 1), end: start - 1 }
}

/**
 * The metrics of a window, primary first. A rate is `null` where its denominator is 0, a count only where not one night
 * of the window has data (*assumed*): before a young listing's first night, or of a listing without any.
 */
export function windowMetrics(
  listings: readonly ListingSubjects[],
  asked: AskableMetric,
  window: NightSpan,
  knownOn: number,
  comparison: Comparison | null,
): SimulatedWindowMetric[] {
  const valueOf = (metric: SimulatedMetric, series: 'your' | 'similar', span: NightSpan) =>
    fractionValue(metric, sumFractions(listings, metric, series, servedWindow(span, knownOn), knownOn))
  const metrics = metricSet(asked)
  const [primary] = metrics
  const compared = {
    MARKET: () => valueOf(primary, 'similar', window),
    YOY: () => valueOf(primary, 'your', spanBefore(window)),
  }
  return metrics.map((metric) => {
    const { format } = METRIC_DEFINITIONS[metric]
    const value = valueOf(metric, 'your', window)
    const other = comparison === null || metric !== primary ? null : compared[comparison]()
    const valueChange = value === null || other === null ? null : value - other
    return {
      metric,
      value,
      valueString: value === null ? NO_DATA : formatValue(format, value),
      valueChange,
      valueChangeString: valueChange === null ? null : formatValue(format, valueChange),
    }
  })
}

/**
 * The primary and secondary metrics of a chart, or the list of metrics, that the simulator shows for a window of stay
 * nights as known on a day: what every `chart_summary` and `list_of_metrics` row must hold.
 *
 * @param query.listings - one listing, or several, whose counts are averages (*assumed*).
 * @param query.window - stay nights, both ends included.
 * @param query.comparison - as asked of a chart; absent for a list of metrics.
 * @throws `RangeError` when a date is no calendar day.
 */
export function simulatedWindowMetrics(query: {
  listings: NumberedListing | readonly NumberedListing[]
  metric: AskableMetric
  window: DateWindow
  knownOn: CalendarDate
  comparison?: Comparison | null
}): SimulatedWindowMetric[] {
  const listings = 'listingId' in query.listings ? [query.listings] : query.listings
  return windowMetrics(
    listings.map(listingSubjects),
    query.metric,
    { start: dayNumber(query.window.start), end: dayNumber(query.window.end) },
    dayNumber(query.knownOn),
    query.comparison ?? null,
  )
}
