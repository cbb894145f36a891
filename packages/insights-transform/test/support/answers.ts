import type {
  ChartAnswer,
  ChartQuestion,
  ChartSection,
  ComparisonTypeSelector,
  DataPoint,
  LineChart,
  ListOfMetricsAnswer,
  MetricQuestion,
  MetricUnit,
  ValueWrapper,
} from 'insights-transform'
import { addDays } from 'insights-transform'
import { deepFreeze } from './deep-freeze.ts'

export const double = (doubleValue: number | null): ValueWrapper => ({
  __typename: 'porygonDoubleWrapper',
  doubleValue,
})

export const long = (longValue: string | null): ValueWrapper => ({
  __typename: 'porygonLongWrapper',
  longValue,
})

/** What is asked of a listing whose id no JavaScript number can hold, about the week from Sunday 2025-03-02. */
export function question(more: Partial<ChartQuestion> = {}): ChartQuestion {
  return {
    listingId: '1048576000000000001',
    internalName: 'Garden room',
    metric: 'conversion_rate',
    window: { start: '2025-03-02', end: '2025-03-08' },
    comparison: 'MARKET',
    ...more,
  }
}

/** One night after another from `start`, in the order of `values`. */
export function points(
  start: string,
  values: readonly (readonly [ValueWrapper | null, string | null])[],
): DataPoint[] {
  return values.map(([value, valueString], index) => ({
    __typename: 'porygonPDataPoint',
    ds: addDays(start, index),
    value,
    valueType: 'PERCENTAGE',
    valueString,
    label: 'Your listings',
  }))
}

export function series(dataPoints: DataPoint[], more: Partial<LineChart> = {}): LineChart {
  return { __typename: 'porygonPMetricLineChart', label: null, granularity: 'DAY', dataPoints, ...more }
}

/** The selectors of the page, of which at most one is active. */
export function selectors(active: 'MARKET' | 'YOY' | null): ComparisonTypeSelector[] {
  return [
    { label: 'Over time', type: 'YOY', isActive: active === 'YOY' },
    { label: 'Similar listings', type: 'MARKET', isActive: active === 'MARKET' },
  ]
}

/** An answer to a chart's question, frozen through and through: a function that mutates it throws. */
export function chartAnswer(
  metricLineCharts: LineChart[],
  section: Partial<ChartSection> = {},
  request: Partial<ChartQuestion> = {},
): ChartAnswer {
  return deepFreeze({
    request: question(request),
    baseDay: '2025-07-09',
    section: {
      comparisonTypeSelectors: selectors('MARKET'),
      metricLineCharts,
      primaryMetric: null,
      secondaryMetrics: [],
      ...section,
    },
  })
}

export function metricUnit(metricName: string, more: Partial<MetricUnit> = {}): MetricUnit {
  return {
    __typename: 'porygonPMetricUnit',
    metricName,
    value: double(0.25),
    valueType: 'PERCENTAGE',
    valueString: '25.0%',
    valueChange: null,
    valueChangeType: 'PERCENTAGE',
    valueChangeString: null,
    currency: null,
    label: `The ${metricName}`,
    ...more,
  }
}

/** The window's metrics that a chart of conversion always has. */
export const conversionMetrics = (): Pick<ChartSection, 'primaryMetric' | 'secondaryMetrics'> => ({
  primaryMetric: metricUnit('conversion_rate'),
  secondaryMetrics: [
    metricUnit('p2_impressions_first_page_rate'),
    metricUnit('search_conversion_rate'),
    metricUnit('listing_conversion_rate'),
  ],
})

/** An answer to a list of metrics' question, frozen. */
export function listAnswer(
  metrics: readonly MetricUnit[],
  request: Partial<MetricQuestion> = {},
): ListOfMetricsAnswer {
  const { listingId, internalName, metric, window } = question()
  return deepFreeze({
    request: { listingId, internalName, metric, window, ...request },
    baseDay: '2025-07-09',
    section: { metrics },
  })
}
