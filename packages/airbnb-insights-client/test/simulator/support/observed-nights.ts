/** The lower and the higher of two listings' numbers, rounded. */
export type Observed = readonly [low: number, high: number]

/** A property at a distance from the scrape day: from so many nights ahead to so many. */
export type ObservedAhead = readonly [from: number, to: number, observed: Observed]

/** A property of windows of 28 nights behind: lowest and highest of all, and the middle one of each listing. */
interface ObservedWindows {
  readonly range: Observed
  readonly middle: Observed
}

const observedWindows = <Name extends string>(windows: Record<Name, ObservedWindows>) => windows

/**
 * What real answers of one scrape day in July look like: properties of two listings of one account, over 178 nights
 * behind and 182 ahead. Distances count from the scrape day.
 */
export const OBSERVED = {
  /** Similar listings' mean page views of Friday and Saturday nights behind, to those of Sunday to Wednesday nights. */
  weekendRatio: [1.32, 1.66] as Observed,
  /** Their mean page views by distance, to those of the 30 nights up to tonight. */
  similarViewsAhead: [
    [0, 6, [0.97, 1.04]],
    [7, 13, [0.86, 1.15]],
    [14, 20, [0.67, 0.79]],
    [21, 27, [0.49, 0.59]],
    [28, 34, [0.4, 0.44]],
    [35, 41, [0.4, 0.44]],
    [42, 55, [0.26, 0.28]],
    [56, 69, [0.1, 0.15]],
    [70, 83, [0.08, 0.09]],
  ] as readonly ObservedAhead[],
  /** Their mean conversion by distance: few impressions far ahead, and bookings from long before. */
  similarRatesAhead: [
    [0, 20, [0.004, 0.006]],
    [42, 69, [0.011, 0.019]],
    [70, 83, [0.13, 0.19]],
  ] as readonly ObservedAhead[],
  /** Similar listings' mean page views of a night behind, and the listing's own to theirs. */
  similarViews: [9, 9.7] as Observed,
  ownToSimilar: [1.7, 2.7] as Observed,
  /** Similar listings' mean page views of nights behind with 2 own ones at most, to those of all other nights. */
  similarOnQuietNights: [0.88, 1.17] as Observed,
  /** Shares of the nights behind: without any own page view, with 2 at most, with a booking's conversion. */
  zeroNights: [0.07, 0.12] as Observed,
  quietNights: [0.14, 0.27] as Observed,
  bookedNights: [0.5, 0.53] as Observed,
  /** Nights in a row: booked ones on average, quiet ones at most. */
  meanBookedRun: [4.3, 5.6] as Observed,
  longestQuietRun: [9, 17] as Observed,
  /** First-page impressions of a booked night behind, half of them below. */
  impressionsOfBookedNight: [160, 440] as Observed,
  windowsBehind: observedWindows({
    pageViews: { range: [51, 1_160], middle: [420, 750] },
    impressions: { range: [1_080, 29_500], middle: [5_300, 14_100] },
    conversion: { range: [0.00003, 0.0099], middle: [0.0017, 0.0043] },
    similarConversion: { range: [0.002, 0.0088], middle: [0.0043, 0.0046] },
    searchRate: { range: [0.037, 0.135], middle: [0.052, 0.101] },
    firstPageRate: { range: [0.577, 0.746], middle: [0.658, 0.711] },
    bookings: { range: [1, 27], middle: [14.5, 16] },
  }),
  /** The similar listings' conversion of the window that begins 73 nights ahead. */
  similarConversionFarAhead: [0.23, 0.25] as Observed,
  /** How far the similar nights' sum is from the number of their window of 28, for each night: at most. */
  roundingOfNights: [0.46, 0.89] as Observed,
  /** The last night with own page views, with similar ones, and with the similar listings' conversion. */
  lastOwnNight: [53, 72] as Observed,
  lastSimilarNight: 86,
  lastSimilarRate: 87,
}
