/** What is known of one night: each number of a listing, or of all listings of a cohort together. */
export interface NightNumbers {
  /** Search impressions on any page of results; 0 for a night that has not passed, as the API has none then. */
  searchImpressions: number
  /** Those on the first page, of nights that have passed. */
  passedImpressions: number
  /** Search impressions on the first page (`p2`). */
  firstPageImpressions: number
  /** Page views (`p3`). */
  pageViews: number
  /** How often this night is booked: once or not at all for a listing. A stay of five nights counts in five. */
  bookings: number
}

/** The stays of one night, for the metrics of which no answer has been seen. */
export interface NightStays {
  /** Nights that could be booked. */
  available: number
  /** Nights that are booked. */
  booked: number
  /** What the booked nights cost. */
  rateCents: number
  /** Stays that begin on this night. */
  checkIns: number
  /** The nights of those stays. */
  nightsOfStays: number
  /** Days from booking to check-in, of all those stays together. */
  daysAhead: number
  /** How many of those stays are of guests who were there before. */
  returning: number
  /** How many bookings of this night were cancelled. */
  cancelled: number
  /** Reviews of the stays whose last night this was. */
  reviews: number
  /** How many of the reviews give five stars, in percent, by category from 1 to 7. */
  readonly fiveStarPercent: (category: number) => number
}

/** Whose numbers they are: a listing, or the similar listings taken together. */
export interface Subject {
  /** How many listings stand behind the numbers. */
  units: number
  readonly numbers: (night: number, knownOn: number) => NightNumbers
  readonly stays: (night: number, knownOn: number) => NightStays
}
