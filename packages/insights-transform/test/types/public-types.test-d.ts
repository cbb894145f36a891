// Checked by `tsc` alone: a wrong type here fails the type check, and there is nothing to run.
import {
  type BaseDayMeasurement,
  baseDayFrom,
  CHART_QUERY_COLUMNS,
  CHART_SUMMARY_COLUMNS,
  type ChartQueryRow,
  type ChartSection,
  type ChartSummaryRow,
  type DateWindow,
  type FlatChart,
  type FlatListing,
  type FlatMetric,
  type FlatPoint,
  flattenChart,
  flattenListings,
  flattenListOfMetrics,
  type GroupByValue,
  isCalendarDate,
  LIST_OF_METRICS_COLUMNS,
  type ListingsSection,
  type ListOfMetricsRow,
  type ListOfMetricsSection,
  type MetricType,
  type MetricValue,
  measureBaseDay,
  type PerformanceResponse,
  pivotChart,
  pivotChartSummary,
  pivotListOfMetrics,
  pollWindow,
  splitWindow,
  type ValueWrapper,
} from 'insights-transform'
import { expectTypeOf } from 'vitest'

// The column constants name every key of their row.
expectTypeOf<(typeof CHART_QUERY_COLUMNS)[number]>().toEqualTypeOf<keyof ChartQueryRow>()
expectTypeOf<(typeof CHART_SUMMARY_COLUMNS)[number]>().toEqualTypeOf<keyof ChartSummaryRow>()
expectTypeOf<(typeof LIST_OF_METRICS_COLUMNS)[number]>().toEqualTypeOf<keyof ListOfMetricsRow>()

// Whatever a tolerant validator infers fits: unknown keys pass, and each optional thing may be null or undefined.
type Loose<Known> = Known & { [key: string]: unknown }
type LooseWrapper = Loose<{ doubleValue?: number | null | undefined; longValue?: string | null | undefined }>
type LooseUnit = Loose<{
  metricName: string
  value?: LooseWrapper | null | undefined
  valueString?: string | null | undefined
  valueChange?: LooseWrapper | null | undefined
}>
type LooseResponse<Section> = Loose<{
  data: Loose<{ porygon: Loose<{ getPerformanceComponents: Loose<{ components: Section[] }> }> }>
  extensions?: Loose<{ traceId?: string | null | undefined }> | null | undefined
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
expectTypeOf<LooseResponse<LooseChart>>().toExtend<PerformanceResponse<ChartSection>>()
expectTypeOf<LooseResponse<Loose<{ metrics: LooseUnit[] }>>>().toExtend<
  PerformanceResponse<ListOfMetricsSection>
>()
expectTypeOf<
  LooseResponse<
    Loose<{ totalCount: number; tableRows: Loose<{ id: string; metricUnit?: LooseUnit | null }>[] }>
  >
>().toExtend<PerformanceResponse<ListingsSection>>()
expectTypeOf<{ readonly doubleValue: number }>().toExtend<ValueWrapper>()
expectTypeOf<{ longValue: number }>().not.toExtend<ValueWrapper>()

// Listing ids and dates stay strings.
expectTypeOf<FlatListing['listingId']>().toBeString()
expectTypeOf<ChartQueryRow['airbnb_listing_id']>().toBeString()
expectTypeOf<ChartQueryRow['metric_date']>().toBeString()
expectTypeOf<ChartQueryRow['p3_impressions_your_value']>().toEqualTypeOf<number | null>()

// One array of flats goes to every pivot.
expectTypeOf(flattenListings).returns.toEqualTypeOf<FlatListing[]>()
expectTypeOf(flattenChart).returns.toEqualTypeOf<FlatChart[]>()
expectTypeOf(flattenListOfMetrics).returns.toEqualTypeOf<FlatMetric[]>()
expectTypeOf(pivotChart).parameter(0).toEqualTypeOf<readonly FlatChart[]>()
expectTypeOf(pivotChartSummary).parameter(0).toEqualTypeOf<readonly FlatChart[]>()
expectTypeOf(pivotListOfMetrics).parameter(0).toEqualTypeOf<readonly FlatChart[]>()
expectTypeOf<FlatMetric[]>().toExtend<readonly FlatChart[]>()
expectTypeOf(pivotChart).returns.toEqualTypeOf<ChartQueryRow[]>()
expectTypeOf(pivotChartSummary).returns.toEqualTypeOf<ChartSummaryRow[]>()
expectTypeOf(pivotListOfMetrics).returns.toEqualTypeOf<ListOfMetricsRow[]>()

// Unions are told apart by `kind`.
expectTypeOf<Extract<FlatChart, { kind: 'point' }>>().toEqualTypeOf<FlatPoint>()
expectTypeOf<FlatPoint['series']>().toEqualTypeOf<'your' | 'similar' | 'previousYear'>()
expectTypeOf<FlatPoint['value']>().toEqualTypeOf<MetricValue>()
expectTypeOf<MetricValue>().toEqualTypeOf<number | string | boolean | null>()
expectTypeOf<ReturnType<typeof baseDayFrom>['kind']>().toEqualTypeOf<'agreed' | 'disagreed' | 'none'>()
expectTypeOf(measureBaseDay).returns.toEqualTypeOf<BaseDayMeasurement>()
expectTypeOf<Extract<BaseDayMeasurement, { kind: 'measured' }>['baseDay']>().toBeString()

// Windows take strings or parts and give strings.
expectTypeOf(pollWindow).toBeCallableWith({ today: { year: 2025, month: 7, day: 14 }, lastSyncedDay: null })
expectTypeOf(pollWindow).returns.toEqualTypeOf<DateWindow>()
expectTypeOf(splitWindow).returns.toEqualTypeOf<DateWindow[]>()
expectTypeOf(isCalendarDate).guards.toBeString()

// The catalogue's names are literal types.
expectTypeOf<MetricType>().toEqualTypeOf<'CONVERSION' | 'OCCUPANCY' | 'QUALITY'>()
expectTypeOf<'p3_impressions' | 'nightly_rate' | 'overall'>().toExtend<GroupByValue>()
expectTypeOf<'revenue'>().not.toExtend<GroupByValue>()
