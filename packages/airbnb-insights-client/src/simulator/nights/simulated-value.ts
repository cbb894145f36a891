import type { CalendarDate, MetricName, Series } from 'insights-transform'
import { dayNumber } from './calendar.ts'
import { drawBetween, mix } from './integer-hash.ts'
import { type ListingSubjects, listingSubjects, type NumberedListing } from './listing-subject.ts'
import { fractionValue, METRIC_DEFINITIONS, type NightFraction } from './metric-definitions.ts'
import type { SimulatedMetric } from './metric-sets.ts'

/** Nights in a row, both ends included, as day numbers. */
export interface NightSpan {
  start: number
  end: number
}

/**
 * The number that the simulator shows for one listing, metric, series and stay night, as known on a day.
 *
 * It does not depend on the server's base day, on the window asked for or on the simulator's seed. A night's numbers
 * grow with the day of knowledge until two days after it, the listing's own only until it is booked; more than 87
 * nights ahead they are 0.
 *
 * @param query.series - `overTime` stands under its own nights, so that it is the listing's own number of that night.
 * @returns a count, or a rate as a fraction, 0 where it would be a rate of nothing; `null` where the answer leaves the
 *   night out: before the listing's first night, or of a listing without data.
 * @throws `RangeError` when `night` or `knownOn` is no calendar day.
 */
export function simulatedValue(
  query: NumberedListing & {
    metric: MetricName
    series: Series
    night: CalendarDate
    knownOn: CalendarDate
  },
): number | null {
  const night = dayNumber(query.night)
  return pointValue([listingSubjects(query)], query, { start: night, end: night }, dayNumber(query.knownOn))
}

/** The number of a chart's point: one night, or the nights of a week or month. `null`: it is left out. */
export function pointValue(
  listings: readonly ListingSubjects[],
  { metric, series }: { metric: MetricName; series: Series },
  span: NightSpan,
  knownOn: number,
): number | null {
  const sum = sumFractions(listings, metric, series, span, knownOn)
  if (sum === null) return null
  const [listing] = listings
  if (series === 'similar' && sum.denominator === null && listing !== undefined && span.start === span.end) {
    return shownAverage(sum.numerator, listing.cohortHash, span.start)
  }
  return fractionValue(metric, sum) ?? 0
}

/**
 * The nights of a span, of all the listings. Several listings give averages of their counts, and rates of all of them
 * together: *assumed*, from the page's labels. `null`: not one night of them has data.
 */
export function sumFractions(
  listings: readonly ListingSubjects[],
  metric: SimulatedMetric,
  series: Series,
  { start, end }: NightSpan,
  knownOn: number,
): NightFraction | null {
  const { ofNight } = METRIC_DEFINITIONS[metric]
  let sum: NightFraction | null = null
  let counted = 0
  for (const listing of listings) {
    const first = Math.max(start, listing.firstNight)
    if (!listing.hasData || first > end) continue
    counted += 1
    const subject = series === 'similar' ? listing.similar : listing.your
    for (let night = first; night <= end; night++) {
      const { numerator, denominator } = ofNight(subject, night, knownOn)
      sum ??= { numerator: 0, denominator: denominator === null ? null : 0 }
      sum.numerator += numerator
      if (denominator !== null && sum.denominator !== null) sum.denominator += denominator
    }
  }
  if (sum?.denominator === null) sum.numerator /= counted
  return sum
}

/**
 * How a night shows the similar listings' average of a count: in whole numbers, for weeks on end rather up or rather
 * down, and never 0 where there was something. So the nights' sum is not the window's number, as in the real API's
 * answers, but never further from it than one for each night.
 */
function shownAverage(average: number, cohortHash: number, night: number): number {
  if (average <= 0) return 0
  const up = drawBetween(mix(mix(cohortHash, Math.floor(night / 28)), 91), 15, 95) / 100
  return Math.max(1, Math.floor(average + up))
}
