import type { MetricName } from '../metric-registry.ts'

/** What a metric's numbers are, in words; "it" is the night or the window. Nobody has seen an answer of the others. */
export const METRIC_MEANINGS: Readonly<Partial<Record<MetricName, string>>> = {
  conversion_rate: 'booked nights, out of first-page search impressions',
  p2_impressions_first_page_rate:
    'first-page search impressions, out of all search impressions; none for nights ahead',
  search_conversion_rate: 'page views, out of first-page search impressions; at most 1',
  listing_conversion_rate: 'booked nights, out of page views',
  p3_impressions: 'how often guests who searched for it opened the listing’s page',
  p2_impressions: 'how often the listing stood on the first page of a search for it',
}
