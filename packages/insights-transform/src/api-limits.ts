/** What the API is known to answer, in days from its base day, the last day whose data has landed. */
export const API_LIMITS = {
  /** Nothing older is asked for: nobody has tried. */
  oldestDay: -180,
  /** Nothing later was ever answered. */
  newestDay: 182,
  /** Nights further ahead are answered with zeros that look measured and are not. */
  lastCountedNight: 87,
  /** A chart of up to so many days comes back night by night; a longer one by weeks or months. */
  longestDailyChart: 28,
  /** A chart of fewer days is refused. */
  shortestChart: 2,
} as const

/** How many whole weeks after that of the scrape day hold nights that are counted. */
export const MAX_LOOKAHEAD_WEEKS: number = Math.floor(API_LIMITS.lastCountedNight / 7)
