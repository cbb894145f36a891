import type {
  ChartSection,
  ComparisonTypeSelector,
  DataPoint,
  FlattenContext,
  LineChart,
  ListOfMetricsSection,
  MetricUnit,
  PerformanceResponse,
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

/** An answer with the given sections, frozen through and through: a function that mutates it throws. */
export function answer<Section>(...components: Section[]): PerformanceResponse<Section> {
  return deepFreeze({
    data: { porygon: { getPerformanceComponents: { components } } },
    extensions: { traceId: 'q7nJ2mXo' },
  })
}

/** One day after another from `start`, in the order of `values`. */
export function points(
  start: string,
  values: (readonly [ValueWrapper | null, string | null])[],
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

export function chartAnswer(
  metricLineCharts: LineChart[],
  more: Partial<ChartSection> = {},
): PerformanceResponse<ChartSection> {
  return answer<ChartSection>({
    comparisonTypeSelectors: selectors('MARKET'),
    metricLineCharts,
    primaryMetric: null,
    secondaryMetrics: [],
    ...more,
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

export function listAnswer(...metrics: MetricUnit[]): PerformanceResponse<ListOfMetricsSection> {
  return answer<ListOfMetricsSection>({ metrics })
}

/** The request's side of an answer, for a listing whose id no JavaScript number can hold. */
export function context(more: Partial<FlattenContext> = {}): FlattenContext {
  return deepFreeze({
    listingId: '1048576000000000001',
    listingName: 'Garden room',
    metricType: 'CONVERSION',
    groupValue: 'conversion_rate',
    window: { start: '2025-03-02', end: '2025-03-29' },
    ...more,
  })
}
