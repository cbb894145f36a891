export { type BaseDayReading, baseDayFrom, type RelativeWindow } from './base-day-from.ts'
export { addDays, daysBetween } from './calendar-arithmetic.ts'
export {
  type CalendarDate,
  type CalendarDateInput,
  type CalendarDateParts,
  isCalendarDate,
  parseCalendarDate,
} from './calendar-date.ts'
export { CHART_QUERY_COLUMNS, type ChartQueryRow } from './chart-query-row.ts'
export type { Series } from './chart-series.ts'
export { CHART_SUMMARY_COLUMNS, type ChartSummaryRow } from './chart-summary-row.ts'
export type { DateWindow, DateWindowInput } from './date-window.ts'
export type { Drift, DriftKind, DriftOptions } from './drift.ts'
export type { FlatChart, FlatMetric, FlatPoint, FlattenChartContext, FlattenContext } from './flat.ts'
export { flattenChart } from './flatten-chart.ts'
export { flattenListOfMetrics } from './flatten-list-of-metrics.ts'
export { type FlatListing, flattenListings } from './flatten-listings.ts'
export { LIST_OF_METRICS_COLUMNS, type ListOfMetricsRow } from './list-of-metrics-row.ts'
export { type BaseDayAnswer, type BaseDayMeasurement, measureBaseDay } from './measure-base-day.ts'
export { type GroupByValue, METRIC_CATALOGUE, type MetricType } from './metric-catalogue.ts'
export { pivotChart } from './pivot-chart.ts'
export { pivotChartSummary } from './pivot-chart-summary.ts'
export { pivotListOfMetrics } from './pivot-list-of-metrics.ts'
export { type PollWindowOptions, pollWindow } from './poll-window.ts'
export { dateFromRelativeDs, guessBaseDay, relativeDs } from './relative-ds.ts'
export type {
  ChartSection,
  ComparisonTypeSelector,
  DataPoint,
  LineChart,
  ListingsSection,
  ListingTableRow,
  ListOfMetricsSection,
  MetricUnit,
  PerformanceResponse,
  ValueWrapper,
} from './response-shapes.ts'
export { splitWindow } from './split-window.ts'
export type { MetricValue } from './wrapped-value.ts'
