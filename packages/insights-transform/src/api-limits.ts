/** What the API is known to answer. Days count from its base day, the last one whose data has landed. */
export const API_LIMITS = {
  /** The oldest day to ask for: nobody has tried an older one. */
  oldestDay: -180,
  /** The newest day that was ever answered. */
  newestDay: 182,
  /** The last night that has numbers. Later ones are answered with zeros, which look measured and are not. */
  lastCountedNight: 87,
  /** The most days of a chart that surely comes back night by night; longer ones come by weeks or months. */
  longestDailyChart: 28,
  /** The fewest days of a chart: one of a single day is refused. */
  shortestChart: 2,
} as const

/** How many weeks after that of the scrape day can have numbers to their end; the last one has where it ends soon enough. */
export const MAX_LOOKAHEAD_WEEKS: number = Math.floor(API_LIMITS.lastCountedNight / 7)
