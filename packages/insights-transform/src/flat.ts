import type { ComparedSeries, Series } from './chart-series.ts'
import type { DateWindow } from './date-window.ts'
import type { MetricValue } from './wrapped-value.ts'

/** One data point of one series of a chart, with what was asked. */
export interface FlatPoint {
  readonly kind: 'point'
  readonly listingId: string
  /** The host's own name of the listing. */
  readonly internalName: string | null
  /** The metric that was asked for. */
  readonly metric: string
  readonly window: DateWindow
  readonly series: Series
  /** `DAY`, `WEEK` or `MONTH`, as the API says it. */
  readonly granularity: string
  /** The stay night, or the first one of the week or month, as the API says it. */
  readonly date: string
  readonly value: MetricValue
  /** JSON of what came where `value` is no number; null where it is, and where nothing came. */
  readonly valueRaw: string | null
  readonly valueString: string | null
  readonly valueType: string | null
  /** In the language of the request. */
  readonly label: string | null
}

/** One metric over a whole window, with what was asked. */
export interface FlatMetric {
  readonly kind: 'metric'
  readonly listingId: string
  /** The host's own name of the listing. */
  readonly internalName: string | null
  /** Its own name, which need not be that of the metric asked for. */
  readonly metric: string
  /** The metric that was asked for. */
  readonly asked: string
  readonly window: DateWindow
  /** Where it stood: a chart's primary or secondary metrics, or a list of metrics. */
  readonly role: 'primary' | 'secondary' | 'listed'
  /** Whose number `valueChange` is the difference to; null where it is not known, and in a list of metrics. */
  readonly comparedWith: ComparedSeries | null
  readonly value: MetricValue
  /** JSON of what came where `value` is no number; null where it is, and where nothing came. */
  readonly valueRaw: string | null
  readonly valueString: string | null
  readonly valueType: string | null
  /** Own minus compared; of a rate in fraction points. */
  readonly valueChange: MetricValue
  /** JSON of what came where `valueChange` is no number; null where it is, and where nothing came. */
  readonly valueChangeRaw: string | null
  readonly valueChangeString: string | null
  readonly valueChangeType: string | null
  readonly currency: string | null
  /** In the language of the request. */
  readonly label: string | null
}

/** What flattening gives; told apart by `kind`. Every pivot takes any mix of these and picks its own. */
export type Flat = FlatPoint | FlatMetric
