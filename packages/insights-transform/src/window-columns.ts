/** The columns of a metric over a window. */
export interface WindowColumns {
  /** Whether `value` is a 32-bit integer, or else double precision. */
  readonly integer: boolean
  readonly value: `${WindowMetric}_value`
  readonly valueString: `${WindowMetric}_value_string`
}

/** The columns of how a chart's metric changed. */
export interface ChangeColumns {
  readonly valueChange: `${ChartMetric}_value_change`
  readonly valueChangeString: `${ChartMetric}_value_change_string`
}

type ChartMetric = 'conversion_rate' | 'p3_impressions'
type WindowMetric =
  | ChartMetric
  | 'p2_impressions_first_page_rate'
  | 'search_conversion_rate'
  | 'listing_conversion_rate'
  | 'p2_impressions'

/** By `metricName`. */
export const WINDOW_COLUMNS: ReadonlyMap<string, WindowColumns> = new Map([
  ['conversion_rate', windowColumns('conversion_rate', false)],
  ['p2_impressions_first_page_rate', windowColumns('p2_impressions_first_page_rate', false)],
  ['search_conversion_rate', windowColumns('search_conversion_rate', false)],
  ['listing_conversion_rate', windowColumns('listing_conversion_rate', false)],
  ['p3_impressions', windowColumns('p3_impressions', true)],
  ['p2_impressions', windowColumns('p2_impressions', true)],
])

/** By `metricName`; `chart_summary` alone has these, and for a chart's own metrics alone. */
export const CHANGE_COLUMNS: ReadonlyMap<string, ChangeColumns> = new Map([
  ['conversion_rate', changeColumns('conversion_rate')],
  ['p3_impressions', changeColumns('p3_impressions')],
])

function windowColumns(metric: WindowMetric, integer: boolean): WindowColumns {
  return { integer, value: `${metric}_value`, valueString: `${metric}_value_string` }
}

function changeColumns(metric: ChartMetric): ChangeColumns {
  return { valueChange: `${metric}_value_change`, valueChangeString: `${metric}_value_change_string` }
}
