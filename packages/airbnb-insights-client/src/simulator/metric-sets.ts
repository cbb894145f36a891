import type { GroupByValue } from '../metric-catalogue.ts'
import type { MetricName } from './metric-definitions.ts'

/**
 * The metrics of an answer, by the `groupByValues` asked for: the first is a chart's primary metric and
 * the rest its secondary ones; a list of metrics holds them all.
 *
 * The sets of `conversion_rate` and `p3_impressions` are as captured, the others assumed.
 */
export function metricSet(groupByValue: GroupByValue): readonly [MetricName, ...MetricName[]] {
  switch (groupByValue) {
    case 'conversion_rate':
      return [
        'conversion_rate',
        'p2_impressions_first_page_rate',
        'search_conversion_rate',
        'listing_conversion_rate',
      ]
    case 'p3_impressions':
      return ['p3_impressions', 'p2_impressions']
    default:
      return [groupByValue]
  }
}
