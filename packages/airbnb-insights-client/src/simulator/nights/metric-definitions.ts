import type { MetricName } from 'insights-transform'
import type { NightNumbers, NightStays, Subject } from './night-numbers.ts'

/** How a metric's value is wrapped and written. */
export type MetricFormat =
  | { kind: 'percentage'; decimals: number }
  /** A whole number in a `longValue`. */
  | { kind: 'count' }
  | { kind: 'decimal'; decimals: number }
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

/** A quality metric: the share of five-star reviews in one rating category. *Assumed*, as all of stays. */
const quality = (category: number): MetricDefinition =>
  ofStays(
    percent(1),
    ({ reviews, fiveStarPercent }) => (reviews * fiveStarPercent(category)) / 100,
    ({ reviews }) => reviews,
  )

/** Every metric that an answer of the simulator can hold. The six that have been seen come first. */
export const METRIC_DEFINITIONS: Readonly<Record<MetricName, MetricDefinition>> = {
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
  booking_window: ofStays(
    DECIMAL,
    ({ daysAhead }) => daysAhead,
    ({ checkIns }) => checkIns,
  ),
  return_guest: ofStays(
    percent(1),
    ({ returning }) => returning,
    ({ checkIns }) => checkIns,
  ),
  wishlist: counted(({ pageViews }) => Math.floor((pageViews * 9) / 100)),
  occupancy_rate: ofStays(
    percent(1),
    ({ booked }) => booked,
    ({ available }) => available,
  ),
  cancellation_rate: ofStays(
    percent(1),
    ({ cancelled }) => cancelled,
    ({ checkIns }) => checkIns,
  ),
  length_of_stay: ofStays(
    DECIMAL,
    ({ nightsOfStays }) => nightsOfStays,
    ({ checkIns }) => checkIns,
  ),
  nightly_rate: ofStays(
    { kind: 'money' },
    ({ rateCents }) => rateCents / 100,
    ({ booked }) => booked,
  ),
  overall: quality(1),
  accuracy: quality(2),
  checkin: quality(3),
  cleanliness: quality(4),
  communication: quality(5),
  location: quality(6),
  value: quality(7),
}

/** The value of a fraction; `null` for a rate of nothing. A search rate is never above 1. */
export function fractionValue(metric: MetricName, fraction: NightFraction | null): number | null {
  if (fraction === null || fraction.denominator === 0) return null
  const { numerator, denominator } = fraction
  if (denominator === null) return Math.round(numerator)
  // Who comes by a link has not searched, so that there can be more page views than impressions.
  return metric === 'search_conversion_rate' ? Math.min(1, numerator / denominator) : numerator / denominator
}
