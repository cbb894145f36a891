import type { Series } from './chart-series.ts'
import type { DateWindow } from './date-window.ts'
import type { MetricValue } from './wrapped-value.ts'

/** What an answer does not say of itself: the request that it answers. */
export interface FlattenContext {
  /** A decimal string above 2^53. */
  readonly listingId: string
  /** The host's own name for the listing; becomes `airbnb_internal_name`. */
  readonly listingName: string | null
  /** The `metricType` asked for, e.g. `CONVERSION`. */
  readonly metricType: string
  /** The `groupByValue` asked for, e.g. `conversion_rate`: it names the metric of a chart's points. */
  readonly groupValue: string
  /** The days asked for. */
  readonly window: DateWindow
}

/** The request of a chart answer. */
export interface FlattenChartContext extends FlattenContext {
  /**
   * The `metricComparisonType` asked for. It is needed only where the answer does not name its comparison itself.
   *
   * @defaultValue what the answer says
   */
  readonly comparison?: 'MARKET' | 'YOY' | undefined
}

/** One data point of one series of a chart, with the request's fields. */
export interface FlatPoint {
  readonly kind: 'point'
  readonly listingId: string
  readonly listingName: string | null
  readonly metricType: string
  readonly groupValue: string
  readonly window: DateWindow
  readonly series: Series
  /** `DAY`, `WEEK` or `MONTH`, as the API says it. */
  readonly granularity: string
  /** The calendar day, as the API says it. */
  readonly ds: string
  readonly value: MetricValue
  readonly valueString: string | null
  readonly valueType: string | null
  /** In the language of the request. */
  readonly label: string | null
}

/** One metric over a whole window, with the request's fields. */
export interface FlatMetric {
  readonly kind: 'metric'
  readonly listingId: string
  readonly listingName: string | null
  readonly metricType: string
  readonly groupValue: string
  readonly window: DateWindow
  /** Where it stood: a chart's primary or secondary metrics, or a list of metrics. */
  readonly role: 'primary' | 'secondary' | 'listed'
  readonly metricName: string
  readonly value: MetricValue
  readonly valueString: string | null
  readonly valueType: string | null
  readonly valueChange: MetricValue
  readonly valueChangeString: string | null
  readonly valueChangeType: string | null
  readonly currency: string | null
  /** In the language of the request. */
  readonly label: string | null
}

/** What flattening a chart gives; told apart by `kind`. Every pivot takes any mix of these and picks its own. */
export type FlatChart = FlatPoint | FlatMetric
