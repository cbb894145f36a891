import { type AskableMetric, type CalendarDate, type Comparison, metricNamed } from 'insights-transform'
import { formatOf } from '../nights/metric-definitions.ts'
import { metricSet } from '../nights/metric-sets.ts'
import { formatValue } from '../nights/value-format.ts'
import { dataPoint, type MetricInput, metricUnit, type PointInput } from './metric-unit.ts'
import { performanceResponse } from './performance-response.ts'
import type {
  ChartGranularity,
  ChartSectionShape,
  LineChartShape,
  PerformanceResponseShape,
} from './response-shape.ts'

/** What a chart answer is built from. */
export interface ChartResponseOptions {
  /** The metric that was asked for. @defaultValue 'conversion_rate' */
  metric?: AskableMetric
  /** The listing's own series, one point for each stay night. @defaultValue no points, as without data */
  your?: readonly PointInput[]
  /** The second series. @defaultValue no points */
  compared?: readonly PointInput[]
  /** What the second series is; `null`: the answer does not say. @defaultValue 'MARKET' */
  comparison?: Comparison | null
  /** @defaultValue 'DAY' */
  granularity?: ChartGranularity
  /** `true`: `metricLineCharts` is empty, the other way of saying "no data". @defaultValue false */
  withoutLineCharts?: boolean
  /** The primary metric, then the secondary ones. @defaultValue the metrics asked for, without data */
  metrics?: readonly [MetricInput, ...MetricInput[]]
  /** The `ds` of the axis' bounds, which are no points: the server's today. @defaultValue the last point's day */
  axisDay?: CalendarDate
  traceId?: string
}

/** Builds a whole answer to `ChartQuery`, with every key that the API's own answers have. */
export function chartResponse(
  options: ChartResponseOptions = {},
): PerformanceResponseShape<ChartSectionShape> {
  return performanceResponse([chartSection(options)], options.traceId)
}

function chartSection(options: ChartResponseOptions): ChartSectionShape {
  const { metric = 'conversion_rate', your = [], compared = [], comparison = 'MARKET' } = options
  const format = formatOf(metric)
  const label = metricNamed(metric)?.label ?? metric
  const [primary, ...secondary] = options.metrics ?? noMetrics(metric)
  const axisDay = options.axisDay ?? your.at(-1)?.ds ?? '1970-01-01'
  const highest = axisTop([...your, ...compared].map((point) => point.value ?? 0))
  return {
    __typename: 'porygonPPivotChartSection',
    title: label,
    subtitle: 'Compare',
    comparisonTypeSelectors: [
      selector('Over time', 'YOY', comparison),
      selector('Similar listings', 'MARKET', comparison),
    ],
    metricLineCharts: options.withoutLineCharts === true ? [] : lineCharts(options),
    description: describeChange(label, primary, comparison),
    link: {
      __typename: 'porygonPLink',
      url: 'https://www.airbnb.com/help',
      label: 'About this comparison',
    },
    componentName: 'PIVOT_CHART_SECTION',
    primaryMetric: metricUnit(primary),
    secondaryMetrics: secondary.map(metricUnit),
    minPoint: dataPoint(metric, { ds: axisDay, value: 0 }, null),
    maxPoint: dataPoint(
      metric,
      { ds: axisDay, value: highest, valueString: formatValue(format, highest) },
      null,
    ),
    emptyState: {
      __typename: 'porygonPEmptyState',
      actionUrl: null,
      message: `Nothing to show for "${label}" yet.`,
    },
  }
}

function lineCharts(options: ChartResponseOptions): LineChartShape[] {
  const { metric = 'conversion_rate', granularity = 'DAY', comparison = 'MARKET' } = options
  const chart = (
    label: string,
    points: readonly PointInput[] | undefined,
    pointLabel: string,
  ): LineChartShape => ({
    __typename: 'porygonPMetricLineChart',
    label,
    granularity,
    dataPoints: (points ?? []).map((point) => dataPoint(metric, point, pointLabel)),
  })
  // What the second series of "Over time" is called has not been seen.
  const label = comparison === 'YOY' ? 'Over time' : 'Similar listings'
  return [chart('Your performance', options.your, 'Your listings'), chart(label, options.compared, label)]
}

function selector(label: string, type: Comparison, active: Comparison | null) {
  return {
    __typename: 'porygonPComparisonTypeSelector',
    label,
    type,
    isActive: type === active,
  } as const
}

/** The metrics of an answer that has no data for any of them. */
function noMetrics(asked: AskableMetric): readonly [MetricInput, ...MetricInput[]] {
  const [primary, ...secondary] = metricSet(asked)
  return [{ metric: primary, value: null }, ...secondary.map((metric) => ({ metric, value: null }))]
}

function describeChange(label: string, primary: MetricInput, comparison: Comparison | null): string {
  const change = primary.valueChange ?? null
  if (change === null || comparison === null) return `${label} of the listings you chose.`
  const amount = formatValue(formatOf(primary.metric), Math.abs(change))
  const other = comparison === 'MARKET' ? 'similar listings nearby' : 'the time before'
  return `${label}: ${amount} ${change < 0 ? 'below' : 'above'} ${other}.`
}

/** The round number that the axis ends at: 1, 2 or 5 times a power of ten. */
function axisTop(values: readonly number[]): number {
  const highest = Math.max(0, ...values)
  if (highest === 0) return 0
  const power = Math.floor(Math.log10(highest))
  const candidates = [1, 2, 5, 10].map((step) => Number(`${step}e${power}`))
  return candidates.find((candidate) => candidate >= highest) ?? Number(`2e${power + 1}`)
}
