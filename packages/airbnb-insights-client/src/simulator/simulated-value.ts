import { type CalendarDate, dayNumber } from './calendar.ts'
import { type ListingSubjects, listingSubjects, type NumberedListing } from './listing-subject.ts'
import { type DailyFraction, type MetricName, metricDefinition } from './metric-definitions.ts'

/** Which line of a chart: the listing's own, that of similar listings, or the listing's a year before. */
export type SimulatedSeries = 'your' | 'similar' | 'previousYear'

/** `YOY` compares a day with the day so many days before it. */
export const DAYS_TO_PREVIOUS_YEAR = 365

/**
 * The number that the simulator shows for one listing, metric, series and calendar day, as known on a day.
 *
 * It does not depend on the server's base day, on the window asked for or on the simulator's seed. A day's
 * numbers change with the day of knowledge until it is a week old; then they are final.
 *
 * @returns a count, or a rate as a fraction; `null` where the answer shows `"-"` or leaves the point out:
 * a day after `knownOn`, before the listing's first day, of a listing without data, or a rate of nothing.
 * For `previousYear`, `day` is the day of the window's own year.
 */
export function simulatedValue(
  query: NumberedListing & {
    metric: MetricName
    series: SimulatedSeries
    day: CalendarDate
    knownOn: CalendarDate
  },
): number | null {
  const day = dayNumber(query.day)
  return fractionValue(
    sumFractions([listingSubjects(query)], query.metric, query.series, day, day, dayNumber(query.knownOn)),
  )
}

/**
 * The days from `start` to `end` (day numbers, both included) of all the listings, taken together.
 * `null`: not one day of them has data.
 */
export function sumFractions(
  listings: readonly ListingSubjects[],
  metric: MetricName,
  series: SimulatedSeries,
  start: number,
  end: number,
  knownOn: number,
): DailyFraction | null {
  const { daily } = metricDefinition(metric)
  const shift = series === 'previousYear' ? DAYS_TO_PREVIOUS_YEAR : 0
  let sum: DailyFraction | null = null
  for (const listing of listings) {
    if (!listing.hasData) continue
    const subject = series === 'similar' ? listing.similar : listing.your
    const first = Math.max(start - shift, subject.firstDay)
    for (let day = first; day <= Math.min(end, knownOn) - shift; day++) {
      const { numerator, denominator } = daily(subject, day, knownOn - day)
      sum ??= { numerator: 0, denominator: denominator === null ? null : 0 }
      sum.numerator += numerator
      if (denominator !== null && sum.denominator !== null) sum.denominator += denominator
    }
  }
  return sum
}

/** A fraction's value; `null` for a rate of nothing. */
export function fractionValue(fraction: DailyFraction | null): number | null {
  if (fraction === null || fraction.denominator === 0) return null
  return fraction.denominator === null ? fraction.numerator : fraction.numerator / fraction.denominator
}
