import type { AskableMetric } from 'insights-transform'

/**
 * The metrics of a window in answers that nobody has seen, by the metric asked for, primary first. *Assumed*: how many
 * there are follows from one user's counts; what they are called is made up, so that no other code knows the names.
 */
export const ASSUMED_WINDOW_METRICS = {
  booking_window: ['sim_days_ahead'],
  return_guest: ['sim_guests_again'],
  wishlist: ['sim_hearts'],
  occupancy_rate: [
    'sim_filled_share',
    'sim_filled_nights',
    'sim_withheld_nights',
    'sim_open_nights',
    'sim_arrivals',
  ],
  cancellation_rate: ['sim_called_off_share'],
  length_of_stay: ['sim_nights_stayed'],
  nightly_rate: ['sim_price_of_night'],
  overall: ['sim_stars', 'sim_reviews'],
  accuracy: ['sim_stars_accuracy'],
  checkin: ['sim_stars_checkin'],
  cleanliness: ['sim_stars_cleanliness'],
  communication: ['sim_stars_communication'],
  location: ['sim_stars_location'],
  value: ['sim_stars_value'],
} as const satisfies Readonly<
  Record<Exclude<AskableMetric, 'conversion_rate' | 'p3_impressions'>, readonly [string, ...string[]]>
>

type Assumed = typeof ASSUMED_WINDOW_METRICS

/** The name of a window's metric that nobody has seen. */
export type AssumedMetric = Assumed[keyof Assumed][number]
