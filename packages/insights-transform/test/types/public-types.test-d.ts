// Checked by `tsc` alone: a wrong type here fails the type check, and there is nothing to run.
import {
  type AskableMetric,
  apiName,
  type ChartAnswer,
  type ChartQueryRow,
  type ChartSection,
  type ChartSummaryRow,
  type ComparedMetric,
  type DailyMetric,
  type DateWindow,
  type Drift,
  type Flat,
  type FlatListing,
  type FlatMetric,
  type FlatPoint,
  flattenChart,
  flattenListings,
  flattenListOfMetrics,
  type InsightRows,
  insightRows,
  isAskableMetric,
  isCalendarDate,
  type ListingsSection,
  type ListOfMetricsAnswer,
  type ListOfMetricsRow,
  type ListOfMetricsSection,
  type Logger,
  type LongCells,
  type LongTable,
  type MetricName,
  type MetricPage,
  type MetricPointsRow,
  type MetricTable,
  type MetricTableRows,
  type MetricValue,
  type MetricWindowsRow,
  metricNamed,
  type OperationName,
  pivotChart,
  pivotChartSummary,
  pivotListOfMetrics,
  pivotMetricPoints,
  pivotMetricWindows,
  pollWindow,
  silentLogger,
  utcDateOf,
  type ValueWrapper,
  type WideTable,
  type WindowMetric,
  weeksOf,
} from 'insights-transform'
import { checkMeaning, type MeaningChange } from 'insights-transform/checks'
import { expectTypeOf } from 'vitest'

// Whatever a tolerant validator infers fits: unknown keys pass, and each optional thing may be null or undefined.
type Loose<Known> = Known & { [key: string]: unknown }
type LooseWrapper = Loose<{ doubleValue?: number | null | undefined; longValue?: string | null | undefined }>
type LooseUnit = Loose<{
  metricName: string
  value?: LooseWrapper | null | undefined
  valueString?: string | null | undefined
  valueChange?: LooseWrapper | null | undefined
}>
type LooseChart = Loose<{
  comparisonTypeSelectors?: Loose<{ type: string; isActive: boolean }>[] | null | undefined
  metricLineCharts: Loose<{
    granularity: string
    dataPoints: Loose<{ ds: string; value: LooseWrapper | null }>[]
  }>[]
  primaryMetric?: LooseUnit | null | undefined
  secondaryMetrics?: LooseUnit[] | null | undefined
}>
expectTypeOf<LooseChart>().toExtend<ChartSection>()
expectTypeOf<Loose<{ metrics: LooseUnit[] }>>().toExtend<ListOfMetricsSection>()
expectTypeOf<
  Loose<{ totalCount: number; tableRows: Loose<{ id: string; metricUnit?: LooseUnit | null }>[] }>
>().toExtend<ListingsSection>()
expectTypeOf<{ readonly doubleValue: number }>().toExtend<ValueWrapper>()
expectTypeOf<{ longValue: number }>().not.toExtend<ValueWrapper>()

// An answer and its question go everywhere as one; what more there is of them does no harm.
interface ClientAnswer extends ChartAnswer {
  readonly traceId: string
}
expectTypeOf(flattenChart).toBeCallableWith({} as ClientAnswer)
expectTypeOf(insightRows).toBeCallableWith([] as readonly ClientAnswer[])
expectTypeOf(checkMeaning).toBeCallableWith([] as readonly ClientAnswer[])
expectTypeOf<ChartAnswer['request']>().toExtend<ListOfMetricsAnswer['request']>()
expectTypeOf<ChartAnswer['section']>().toEqualTypeOf<ChartSection | null>()

// Listing ids and dates stay strings.
expectTypeOf<ChartAnswer['request']['listingId']>().toBeString()
expectTypeOf<FlatListing['listingId']>().toBeString()
expectTypeOf<ChartQueryRow['airbnb_listing_id']>().toBeString()
expectTypeOf<ChartQueryRow['metric_date']>().toBeString()
expectTypeOf<Drift['listingId']>().toBeString()

// Rows have the columns that the registry says.
expectTypeOf<ChartQueryRow['p3_impressions_your_value']>().toEqualTypeOf<number | null>()
expectTypeOf<ChartQueryRow['conversion_rate_similar_value_string']>().toEqualTypeOf<string | null>()
expectTypeOf<ChartSummaryRow['p3_impressions_value_change']>().toEqualTypeOf<number | null>()
expectTypeOf<keyof ChartQueryRow>().toEqualTypeOf<
  | 'airbnb_listing_id'
  | 'airbnb_internal_name'
  | 'metric_date'
  | `${'conversion_rate' | 'p3_impressions'}_${'your' | 'similar'}_value${'' | '_string'}`
>()
expectTypeOf<
  Exclude<keyof ChartSummaryRow, keyof ListOfMetricsRow>
>().toEqualTypeOf<`${'conversion_rate' | 'p3_impressions'}_value_change${'' | '_string'}`>()
expectTypeOf<keyof ListOfMetricsRow>().toEqualTypeOf<
  | 'airbnb_listing_id'
  | 'airbnb_internal_name'
  | 'window_start'
  | 'window_end'
  | `${WindowMetric}_value${'' | '_string'}`
>()
expectTypeOf<MetricTableRows>().toEqualTypeOf<{
  chart_query: ChartQueryRow
  chart_summary: ChartSummaryRow
  list_of_metrics: ListOfMetricsRow
  metric_points: MetricPointsRow
  metric_windows: MetricWindowsRow
}>()

// Long rows hold any metric, and the same of each.
expectTypeOf<MetricPointsRow>().toExtend<LongCells>()
expectTypeOf<MetricWindowsRow>().toExtend<LongCells>()
expectTypeOf<LongCells['value']>().toEqualTypeOf<number | null>()
expectTypeOf<MetricPointsRow['metric']>().toBeString()
expectTypeOf<MetricWindowsRow['compared_with']>().toEqualTypeOf<string | null>()
expectTypeOf<WideTable | LongTable>().toEqualTypeOf<MetricTable>()
expectTypeOf(apiName).toEqualTypeOf<(text: string) => string>()

// One array of flats goes to every pivot.
expectTypeOf(flattenListings).returns.toEqualTypeOf<FlatListing[]>()
expectTypeOf(flattenChart).returns.toEqualTypeOf<Flat[]>()
expectTypeOf(flattenListOfMetrics).returns.toEqualTypeOf<FlatMetric[]>()
expectTypeOf(pivotChart).parameter(0).toEqualTypeOf<readonly Flat[]>()
expectTypeOf(pivotChartSummary).parameter(0).toEqualTypeOf<readonly Flat[]>()
expectTypeOf(pivotListOfMetrics).parameter(0).toEqualTypeOf<readonly Flat[]>()
expectTypeOf<FlatMetric[]>().toExtend<readonly Flat[]>()
expectTypeOf(pivotMetricPoints).parameter(0).toEqualTypeOf<readonly Flat[]>()
expectTypeOf(pivotMetricWindows).parameter(0).toEqualTypeOf<readonly Flat[]>()
expectTypeOf(pivotMetricPoints).returns.toEqualTypeOf<MetricPointsRow[]>()
expectTypeOf(pivotMetricWindows).returns.toEqualTypeOf<MetricWindowsRow[]>()
expectTypeOf(pivotChart).returns.toEqualTypeOf<ChartQueryRow[]>()
expectTypeOf(pivotChartSummary).returns.toEqualTypeOf<ChartSummaryRow[]>()
expectTypeOf(pivotListOfMetrics).returns.toEqualTypeOf<ListOfMetricsRow[]>()
expectTypeOf(insightRows).returns.toEqualTypeOf<InsightRows>()
expectTypeOf(checkMeaning).returns.toEqualTypeOf<MeaningChange[]>()

// Unions are told apart by `kind`.
expectTypeOf<Extract<Flat, { kind: 'point' }>>().toEqualTypeOf<FlatPoint>()
// Of a comparison that is not known here, a series has the API's name.
expectTypeOf<'your' | 'similar' | 'overTime' | 'CITY'>().toExtend<FlatPoint['series']>()
expectTypeOf<'similar' | 'overTime' | 'CITY' | null>().toExtend<FlatMetric['comparedWith']>()
expectTypeOf<FlatPoint['value']>().toEqualTypeOf<MetricValue>()
expectTypeOf<MetricValue>().toEqualTypeOf<number | string | boolean | null>()

// Windows take strings or parts and give strings.
expectTypeOf(pollWindow).toBeCallableWith({
  scrapeDay: { year: 2025, month: 7, day: 14 },
  lastSyncedDay: null,
})
expectTypeOf(pollWindow).returns.toEqualTypeOf<DateWindow>()
expectTypeOf(weeksOf).returns.toEqualTypeOf<DateWindow[]>()
expectTypeOf(isCalendarDate).guards.toBeString()
expectTypeOf(utcDateOf).toBeCallableWith(new Date())

// The registry's names are literal types, and tell what can be asked for from what is carried along.
expectTypeOf<MetricPage>().toEqualTypeOf<'CONVERSION' | 'OCCUPANCY' | 'QUALITY'>()
expectTypeOf<'p3_impressions' | 'nightly_rate' | 'overall'>().toExtend<AskableMetric>()
expectTypeOf<'p2_impressions'>().toExtend<Exclude<MetricName, AskableMetric>>()
expectTypeOf<'revenue'>().not.toExtend<MetricName>()
expectTypeOf<DailyMetric>().toEqualTypeOf<'conversion_rate' | 'p3_impressions'>()
expectTypeOf<ComparedMetric>().toEqualTypeOf<'conversion_rate' | 'p3_impressions'>()
expectTypeOf(isAskableMetric).guards.toEqualTypeOf<AskableMetric>()
expectTypeOf(metricNamed).parameter(0).toBeString()
expectTypeOf<OperationName>().toEqualTypeOf<'ListingsSectionQuery' | 'ChartQuery' | 'ListOfMetricsQuery'>()

// What most programs log with is a logger as it is.
expectTypeOf(console).toExtend<Logger>()
expectTypeOf(silentLogger).toEqualTypeOf<Logger>()
