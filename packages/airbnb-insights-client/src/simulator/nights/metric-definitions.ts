import type { MetricName } from 'insights-transform'
import type { AssumedMetric } from './assumed-metrics.ts'
import type { NightNumbers, NightStays, Subject } from './night-numbers.ts'

/** How a metric's value is wrapped and written. */
export type MetricFormat =
  | { kind: 'percentage'; decimals: number }
  /** A whole number in a `longValue`. */
  | { kind: 'count' }
  | { kind: 'decimal'; decimals: number }
  /** Stars, out of 5. */
  | { kind: 'rating' }
  | { kind: 'money' }

/**
 * A metric of one night as a fraction. A window's value is the sum of its nights' numerators over the sum of their
 * denominators; a count has no denominator, and may be the average of several listings.
 */
export interface NightFraction {
  numerator: number
  denominator: number | null
}

interface MetricDefinition {
  format: MetricFormat
  readonly ofNight: (subject: Subject, night: number, knownOn: number) => NightFraction
}

const percent = (decimals: number): MetricFormat => ({ kind: 'percentage', decimals })
const COUNT: MetricFormat = { kind: 'count' }
const DECIMAL: MetricFormat = { kind: 'decimal', decimals: 1 }

/** A count, of the average listing where there are several. */
const counted = (count: (numbers: NightNumbers) => number): MetricDefinition => ({
  format: COUNT,
  ofNight: (subject, night, knownOn) => ({
    numerator: count(subject.numbers(night, knownOn)) / subject.units,
    denominator: null,
  }),
})

const rate = (
  decimals: number,
  numerator: (numbers: NightNumbers) => number,
  denominator: (numbers: NightNumbers) => number,
): MetricDefinition => ({
  format: percent(decimals),
  ofNight: (subject, night, knownOn) => {
    const numbers = subject.numbers(night, knownOn)
    return { numerator: numerator(numbers), denominator: denominator(numbers) }
  },
})

/** A metric of the stays of a night. *Assumed*: no answer of these has been seen. */
const ofStays = (
  format: MetricFormat,
  numerator: (stays: NightStays) => number,
  denominator: (stays: NightStays) => number,
): MetricDefinition => ({
  format,
  ofNight: (subject, night, knownOn) => {
    const stays = subject.stays(night, knownOn)
    return { numerator: numerator(stays), denominator: denominator(stays) }
  },
})

/** A count of stays, of the average listing where there are several. *Assumed*, as all of stays. */
const countedStays = (count: (stays: NightStays) => number): MetricDefinition => ({
  format: COUNT,
  ofNight: (subject, night, knownOn) => ({
    numerator: count(subject.stays(night, knownOn)) / subject.units,
    denominator: null,
  }),
})

/** Stars of one rating category, out of 5: whoever does not give five gives four. *Assumed*, as all of stays. */
const rating = (category: number): MetricDefinition =>
  ofStays(
    { kind: 'rating' },
    ({ reviews, fiveStarPercent }) => reviews * (4 + fiveStarPercent(category) / 100),
    ({ reviews }) => reviews,
  )

const DAYS_AHEAD = ofStays(
  DECIMAL,
  ({ daysAhead }) => daysAhead,
  ({ checkIns }) => checkIns,
)
const RETURNING = ofStays(
  percent(1),
  ({ returning }) => returning,
  ({ checkIns }) => checkIns,
)
const WISHLISTS = counted(({ pageViews }) => Math.floor((pageViews * 9) / 100))
const OCCUPANCY = ofStays(
  percent(1),
  ({ booked }) => booked,
  ({ available }) => available,
)
const CANCELLED = ofStays(
  percent(1),
  ({ cancelled }) => cancelled,
  ({ checkIns }) => checkIns,
)
const NIGHTS_OF_STAY = ofStays(
  DECIMAL,
  ({ nightsOfStays }) => nightsOfStays,
  ({ checkIns }) => checkIns,
)
const PRICE = ofStays(
  { kind: 'money' },
  ({ rateCents }) => rateCents / 100,
  ({ booked }) => booked,
)

/** Every metric that an answer of the simulator can hold. The six that have been seen come first. */
export const METRIC_DEFINITIONS: Readonly<Record<MetricName | AssumedMetric, MetricDefinition>> = {
  conversion_rate: rate(
    2,
    ({ bookings }) => bookings,
    ({ firstPageImpressions }) => firstPageImpressions,
  ),
  p2_impressions_first_page_rate: rate(
    1,
    ({ passedImpressions }) => passedImpressions,
    ({ searchImpressions }) => searchImpressions,
  ),
  search_conversion_rate: rate(
    2,
    ({ pageViews }) => pageViews,
    ({ firstPageImpressions }) => firstPageImpressions,
  ),
  listing_conversion_rate: rate(
    2,
    ({ bookings }) => bookings,
    ({ pageViews }) => pageViews,
  ),
  p3_impressions: counted(({ pageViews }) => pageViews),
  p2_impressions: counted(({ firstPageImpressions }) => firstPageImpressions),
  booking_window: DAYS_AHEAD,
  return_guest: RETURNING,
  wishlist: WISHLISTS,
  occupancy_rate: OCCUPANCY,
  cancellation_rate: CANCELLED,
  length_of_stay: NIGHTS_OF_STAY,
  nightly_rate: PRICE,
  overall: rating(1),
  accuracy: rating(2),
  checkin: rating(3),
  cleanliness: rating(4),
  communication: rating(5),
  location: rating(6),
  value: rating(7),
  sim_days_ahead: DAYS_AHEAD,
  sim_guests_again: RETURNING,
  sim_hearts: WISHLISTS,
  sim_filled_share: OCCUPANCY,
  sim_filled_nights: countedStays(({ booked }) => booked),
  sim_withheld_nights: countedStays(({ available }) => 1 - available),
  sim_open_nights: countedStays(({ available, booked }) => available - booked),
  sim_arrivals: countedStays(({ checkIns }) => checkIns),
  sim_called_off_share: CANCELLED,
  sim_nights_stayed: NIGHTS_OF_STAY,
  sim_price_of_night: PRICE,
  sim_stars: rating(1),
  sim_reviews: countedStays(({ reviews }) => reviews),
  sim_stars_accuracy: rating(2),
  sim_stars_checkin: rating(3),
  sim_stars_cleanliness: rating(4),
  sim_stars_communication: rating(5),
  sim_stars_location: rating(6),
  sim_stars_value: rating(7),
}

const definitions: ReadonlyMap<string, MetricDefinition> = new Map(Object.entries(METRIC_DEFINITIONS))

/** How a metric's value is wrapped and written; one that nobody knows is a plain number. */
export function formatOf(metric: string): MetricFormat {
  return definitions.get(metric)?.format ?? { kind: 'decimal', decimals: 2 }
}

/** The value of a fraction; `null` for a rate of nothing. A search rate is never above 1. */
export function fractionValue(metric: string, fraction: NightFraction | null): number | null {
  if (fraction === null || fraction.denominator === 0) return null
  const { numerator, denominator } = fraction
  if (denominator === null) return Math.round(numerator)
  // Who comes by a link has not searched, so that there can be more page views than impressions.
  return metric === 'search_conversion_rate' ? Math.min(1, numerator / denominator) : numerator / denominator
}
