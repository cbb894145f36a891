import { funnelOf, nightsOf, partOf, perBooking, reviewsOf } from './daily-counts.ts'
import type { Subject } from './listing-subject.ts'

/** How a metric's value is wrapped and written. */
export type MetricFormat =
  | { kind: 'percentage'; decimals: number }
  /** A whole number in a `longValue`. */
  | { kind: 'count' }
  | { kind: 'decimal'; decimals: number }
  | { kind: 'money' }

/**
 * A metric of one day as a fraction. A window's value is the sum of its days' numerators over the sum of
 * their denominators; a count has no denominator.
 */
export interface DailyFraction {
  numerator: number
  denominator: number | null
}

interface MetricDefinition {
  /** The label of the metric unit, in English as the API has it where a capture shows it. */
  label: string
  format: MetricFormat
  readonly daily: (subject: Subject, day: number, age: number) => DailyFraction
}

const percent = (decimals: number): MetricFormat => ({ kind: 'percentage', decimals })
const fraction = (numerator: number, denominator: number): DailyFraction => ({ numerator, denominator })
/** The similar listings' counts are those of an average one of them. */
const count = (subject: Subject, total: number): DailyFraction => ({
  numerator: Math.round(total / subject.units),
  denominator: null,
})

/** A quality metric: the share of five-star reviews in one rating category. */
const quality = (label: string, category: number): MetricDefinition => ({
  label,
  format: percent(1),
  daily: (subject, day, age) => {
    const { fiveStars, reviews } = reviewsOf(subject, day, age, category)
    return fraction(fiveStars, reviews)
  },
})

/** A metric of the bookings that were made on a day. */
const ofBookings = (
  label: string,
  format: MetricFormat,
  numerator: (subject: Subject, day: number, bookings: number) => number,
): MetricDefinition => ({
  label,
  format,
  daily: (subject, day, age) => {
    const { bookings } = funnelOf(subject, day, age)
    return fraction(numerator(subject, day, bookings), bookings)
  },
})

/** Every metric that an answer of the simulator can hold, by `metricName`. */
export const METRIC_DEFINITIONS = {
  conversion_rate: {
    label: 'Overall conversion rate',
    format: percent(2),
    daily: (subject, day, age) => {
      const { bookings, firstPageImpressions } = funnelOf(subject, day, age)
      return fraction(bookings, firstPageImpressions)
    },
  },
  p2_impressions_first_page_rate: {
    label: 'First-page search impression rate',
    format: percent(1),
    daily: (subject, day, age) => {
      const { firstPageImpressions, searchImpressions } = funnelOf(subject, day, age)
      return fraction(firstPageImpressions, searchImpressions)
    },
  },
  search_conversion_rate: {
    label: 'Search-to-listing conversion',
    format: percent(2),
    daily: (subject, day, age) => {
      const { pageViews, firstPageImpressions } = funnelOf(subject, day, age)
      return fraction(pageViews, firstPageImpressions)
    },
  },
  listing_conversion_rate: {
    label: 'Listing-to-booking conversion',
    format: percent(2),
    daily: (subject, day, age) => {
      const { bookings, pageViews } = funnelOf(subject, day, age)
      return fraction(bookings, pageViews)
    },
  },
  p3_impressions: {
    label: 'Total page views',
    format: { kind: 'count' },
    daily: (subject, day, age) => count(subject, funnelOf(subject, day, age).pageViews),
  },
  p2_impressions: {
    label: 'Total first-page search impressions',
    format: { kind: 'count' },
    daily: (subject, day, age) => count(subject, funnelOf(subject, day, age).firstPageImpressions),
  },
  booking_window: ofBookings(
    'Average booking window',
    { kind: 'decimal', decimals: 1 },
    (subject, day, bookings) => bookings * perBooking(subject, day, 3, 62, 51),
  ),
  return_guest: ofBookings('Returning guests', percent(1), (subject, day, bookings) =>
    partOf(subject, day, bookings, 14, 52),
  ),
  wishlist: {
    label: 'Wishlist additions',
    format: { kind: 'count' },
    daily: (subject, day, age) => {
      const { pageViews } = funnelOf(subject, day, age)
      return count(subject, partOf(subject, day, pageViews, 9, 53))
    },
  },
  occupancy_rate: {
    label: 'Occupancy rate',
    format: percent(1),
    daily: (subject, day, age) => {
      const { occupied, available } = nightsOf(subject, day, age)
      return fraction(occupied, available)
    },
  },
  cancellation_rate: ofBookings('Cancellation rate', percent(1), (subject, day, bookings) =>
    partOf(subject, day, bookings, 6, 54),
  ),
  length_of_stay: ofBookings(
    'Average length of stay',
    { kind: 'decimal', decimals: 1 },
    (subject, day, bookings) => bookings * perBooking(subject, day, 1, 8, 55),
  ),
  nightly_rate: {
    label: 'Average nightly rate',
    format: { kind: 'money' },
    daily: (subject, day, age) => {
      const { rateCents, occupied } = nightsOf(subject, day, age)
      return fraction(rateCents, occupied * 100)
    },
  },
  overall: quality('Overall rating', 1),
  accuracy: quality('Accuracy', 2),
  checkin: quality('Check-in', 3),
  cleanliness: quality('Cleanliness', 4),
  communication: quality('Communication', 5),
  location: quality('Location', 6),
  value: quality('Value', 7),
} as const satisfies Record<string, MetricDefinition>

/** The `metricName` of a metric unit. */
export type MetricName = keyof typeof METRIC_DEFINITIONS

/** The definition of a metric, without the narrower type of the table above. */
export function metricDefinition(metric: MetricName): MetricDefinition {
  return METRIC_DEFINITIONS[metric]
}
