export type {
  ChartAnswer,
  ChartQuestion,
  Comparison,
  ListOfMetricsAnswer,
  MetricQuestion,
} from './answers.ts'
export { API_LIMITS, MAX_LOOKAHEAD_WEEKS } from './api-limits.ts'
export { apiName } from './api-name.ts'
export { addDays, daysBetween, utcDateOf } from './calendar-arithmetic.ts'
export {
  type CalendarDate,
  type CalendarDateInput,
  type CalendarDateParts,
  isCalendarDate,
  parseCalendarDate,
} from './calendar-date.ts'
export type { ComparedSeries, Series } from './chart-series.ts'
export { type DateWindow, type DateWindowInput, sundayOf, weeksOf } from './date-window.ts'
export type { Drift, DriftKind, DriftOptions } from './drift.ts'
export type { Flat, FlatMetric, FlatPoint } from './flat.ts'
export { flattenChart } from './flatten-chart.ts'
export { flattenListOfMetrics } from './flatten-list-of-metrics.ts'
export { type FlatListing, flattenListings } from './flatten-listings.ts'
export { type InsightRows, insightRows } from './insight-rows.ts'
export type { LearnedRequests } from './learned-requests.ts'
export { type Logger, silentLogger } from './logger.ts'
export {
  ASKABLE_METRICS,
  type AskableMetric,
  type ComparedMetric,
  type DailyMetric,
  hasColumns,
  isAskableMetric,
  METRIC_REGISTRY,
  type Metric,
  type MetricKind,
  type MetricName,
  type MetricPage,
  metricNamed,
  type RegisteredMetric,
  STORED_METRICS,
  type WindowMetric,
} from './metric-registry.ts'
export {
  type CellColumns,
  type ChangeCells,
  type ChartQueryRow,
  type ChartSummaryRow,
  changeCells,
  type DailyCells,
  dailyCells,
  isLongTable,
  type ListingColumns,
  type ListOfMetricsRow,
  LONG_TABLE_NAMES,
  type LongCells,
  type LongTable,
  type LongTableRows,
  METRIC_TABLE_NAMES,
  METRIC_TABLES,
  type MetricColumn,
  type MetricPointsRow,
  type MetricTable,
  type MetricTableRows,
  type MetricTableShape,
  type MetricWindowsRow,
  WIDE_TABLE_NAMES,
  type WideTable,
  type WideTableRows,
  type WindowCells,
  windowCells,
} from './metric-tables.ts'
export { OPERATION_NAMES, type OperationName } from './operations.ts'
export { pivotChart } from './pivot-chart.ts'
export { pivotChartSummary } from './pivot-chart-summary.ts'
export { pivotListOfMetrics } from './pivot-list-of-metrics.ts'
export { pivotMetricPoints } from './pivot-metric-points.ts'
export { pivotMetricWindows } from './pivot-metric-windows.ts'
export { type PollWindowOptions, pollWindow } from './poll-window.ts'
export type {
  ChartSection,
  ComparisonTypeSelector,
  DataPoint,
  LineChart,
  ListingsSection,
  ListingTableRow,
  ListOfMetricsSection,
  MetricUnit,
  ValueWrapper,
} from './sections.ts'
export { type MetricValue, NO_VALUE } from './wrapped-value.ts'
