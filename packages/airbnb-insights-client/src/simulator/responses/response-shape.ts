import type { CalendarDate, Comparison } from 'insights-transform'

/** A value in its wrapper: a rate or a difference as a number, a count as a decimal string. */
export type ValueWrapperShape =
  | { __typename: 'porygonDoubleWrapper'; doubleValue: number }
  | { __typename: 'porygonLongWrapper'; longValue: string }

/** One metric with its value and its change against the comparison. */
export interface MetricUnitShape {
  __typename: 'porygonPMetricUnit'
  value: ValueWrapperShape
  valueType: string
  valueChange: ValueWrapperShape | null
  valueChangeType: string | null
  valueString: string
  currency: string | null
  label: string | null
  valueChangeString: string | null
  metricName: string
}

/** One point of a line chart. */
export interface DataPointShape {
  __typename: 'porygonPDataPoint'
  ds: CalendarDate
  value: ValueWrapperShape
  valueType: string
  valueString: string
  label: string | null
}

/** One series of a chart. */
export interface LineChartShape {
  __typename: 'porygonPMetricLineChart'
  label: string
  granularity: ChartGranularity
  dataPoints: DataPointShape[]
}

/** The grain of a chart's points: `DAY` up to 31 nights, `MONTH` from 180, `WEEK` in between. */
export type ChartGranularity = 'DAY' | 'WEEK' | 'MONTH'

/** The component that `ChartQuery` answers with. */
export interface ChartSectionShape {
  __typename: 'porygonPPivotChartSection'
  title: string
  subtitle: string
  comparisonTypeSelectors: {
    __typename: 'porygonPComparisonTypeSelector'
    label: string
    type: Comparison
    isActive: boolean
  }[]
  metricLineCharts: LineChartShape[]
  description: string
  link: { __typename: 'porygonPLink'; url: string; label: string }
  componentName: 'PIVOT_CHART_SECTION'
  primaryMetric: MetricUnitShape
  secondaryMetrics: MetricUnitShape[]
  minPoint: DataPointShape
  maxPoint: DataPointShape
  emptyState: { __typename: 'porygonPEmptyState'; actionUrl: string | null; message: string }
}

/** The component that `ListOfMetricsQuery` answers with. */
export interface ListOfMetricsSectionShape {
  __typename: 'porygonPListOfMetricsSection'
  metrics: MetricUnitShape[]
  componentName: 'LIST_OF_METRICS_SECTION'
}

/** One listing in the answer to `ListingsSectionQuery`. */
export interface ListingRowShape {
  __typename: 'porygonPListingMetric'
  id: string
  thumbnailUrl: string
  metricUnit: MetricUnitShape
  listingName: string
  internalName: string
  summary: string
}

/** The component that `ListingsSectionQuery` answers with. */
export interface ListingsSectionShape {
  __typename: 'porygonPPivotListingsSection'
  title: string
  subtitle: string
  ratingSortBySelectors: {
    __typename: 'porygonPRatingSortBySelector'
    label: string
    sortOrder: 'ASC' | 'DESC'
    isActive: boolean
  }[]
  tableHeaders: string[]
  tableRows: ListingRowShape[]
  totalCount: number
  resultsCount: number
  componentName: 'PIVOT_LISTINGS_SECTION'
}

/** A successful body: the component in its envelope. `components` is empty where the API says "no data". */
export interface PerformanceResponseShape<Section> {
  data: {
    porygon: {
      __typename: 'porygonQuery'
      getPerformanceComponents: {
        __typename: 'porygonGetPerformanceComponentsResponse'
        components: Section[]
      }
    }
  }
  extensions: { traceId: string }
}
