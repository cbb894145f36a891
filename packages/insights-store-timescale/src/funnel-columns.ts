/** What a week's funnel is told from: counts, and what they come to of one another. A week without any of them is none. */
export const FUNNEL_COLUMNS = [
  'p2_impressions_value',
  'search_conversion_rate_value',
  'p3_impressions_value',
  'listing_conversion_rate_value',
  'conversion_rate_value',
] as const
