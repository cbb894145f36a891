import type { GroupByValue } from '../../metric-catalogue.ts'
import type { CalendarDate } from '../calendar.ts'
import { metricDefinition } from '../metric-definitions.ts'
import { metricSet } from '../metric-sets.ts'
import { formatValue } from '../value-format.ts'
import type { Comparison } from '../window-metrics.ts'
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
  groupByValue?: GroupByValue
  /** The listing's own series. @defaultValue no points: the answer of a listing without data */
  your?: readonly PointInput[]
  /** The second series. @defaultValue no points */
  compared?: readonly PointInput[]
  /** What the second series is; `null`: there is none. @defaultValue 'MARKET' */
  comparison?: Comparison | null
  /** @defaultValue 'DAY' */
  granularity?: ChartGranularity
  /** `true`: `metricLineCharts` is empty, the other way of saying "no data". @defaultValue false */
  withoutLineCharts?: boolean
  /** The primary metric, then the secondary ones. @defaultValue the metrics asked for, without data */
  metrics?: readonly [MetricInput, ...MetricInput[]]
  /** The `ds` of the axis' end points, the server's today. @defaultValue the last point's day */
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
  const { groupByValue = 'conversion_rate', your = [], compared = [], comparison = 'MARKET' } = options
  const { label, format } = metricDefinition(groupByValue)
  const [primary, ...secondary] = options.metrics ?? noMetrics(groupByValue)
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
    minPoint: dataPoint(groupByValue, { ds: axisDay, value: 0 }, null),
    maxPoint: dataPoint(
      groupByValue,
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
  const { groupByValue = 'conversion_rate', granularity = 'DAY', comparison = 'MARKET' } = options
  const chart = (
    label: string,
    points: readonly PointInput[] | undefined,
    pointLabel: string,
  ): LineChartShape => ({
    __typename: 'porygonPMetricLineChart',
    label,
    granularity,
    dataPoints: (points ?? []).map((point) => dataPoint(groupByValue, point, pointLabel)),
  })
  const own = chart('Your performance', options.your, 'Your listings')
  if (comparison === null) return [own]
  const label = comparison === 'MARKET' ? 'Similar listings' : 'Previous year'
  return [own, chart(label, options.compared, label)]
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
function noMetrics(groupByValue: GroupByValue): readonly [MetricInput, ...MetricInput[]] {
  const [primary, ...secondary] = metricSet(groupByValue)
  return [
    { metricName: primary, value: null },
    ...secondary.map((metricName) => ({ metricName, value: null })),
  ]
}

function describeChange(label: string, primary: MetricInput, comparison: Comparison | null): string {
  const change = primary.valueChange ?? null
  if (change === null || comparison === null) return `${label} of the listings you chose.`
  const amount = formatValue(metricDefinition(primary.metricName).format, Math.abs(change))
  const other = comparison === 'MARKET' ? 'similar listings nearby' : 'the year before'
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
