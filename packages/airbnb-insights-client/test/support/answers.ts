/** An answer around the components of a section, as the API sends it. */
export const answer = (components: readonly unknown[], traceId: string | null = 'trace-0001') => ({
  data: {
    porygon: {
      __typename: 'porygonQuery',
      getPerformanceComponents: { __typename: 'porygonGetPerformanceComponentsResponse', components },
    },
  },
  extensions: { traceId },
})

export const double = (doubleValue: number | null) => ({ __typename: 'porygonDoubleWrapper', doubleValue })
export const long = (longValue: string | null) => ({ __typename: 'porygonLongWrapper', longValue })

export const metricUnit = (metricName: string) => ({
  __typename: 'porygonPMetricUnit',
  value: long('460'),
  valueType: 'NUMBER',
  valueChange: double(222),
  valueChangeType: 'NUMBER',
  valueString: '460',
  currency: null,
  label: 'Total page views',
  valueChangeString: '222',
  metricName,
})

export const dataPoint = (ds: string, value: unknown = double(0.25), valueString: string | null = '25%') => ({
  __typename: 'porygonPDataPoint',
  ds,
  value,
  valueType: 'PERCENTAGE',
  valueString,
  label: 'Your listings',
})

export const lineChart = (label: string, dataPoints: readonly unknown[]) => ({
  __typename: 'porygonPMetricLineChart',
  label,
  granularity: 'DAY',
  dataPoints,
})

export const chartSection = (metricLineCharts: readonly unknown[]) => ({
  __typename: 'porygonPPivotChartSection',
  title: 'Total page views',
  comparisonTypeSelectors: [
    { __typename: 'porygonPComparisonTypeSelector', label: 'Over time', type: 'YOY', isActive: false },
    {
      __typename: 'porygonPComparisonTypeSelector',
      label: 'Similar listings',
      type: 'MARKET',
      isActive: true,
    },
  ],
  metricLineCharts,
  componentName: 'PIVOT_CHART_SECTION',
  primaryMetric: metricUnit('p3_impressions'),
  secondaryMetrics: [metricUnit('p2_impressions')],
  emptyState: { __typename: 'porygonPEmptyState', actionUrl: null, message: 'Later' },
})

export const chartAnswer = () =>
  answer([
    chartSection([
      lineChart('Your performance', [dataPoint('2025-01-12'), dataPoint('2025-01-13', long('15'), '15')]),
      lineChart('Similar listings', [dataPoint('2025-01-12'), dataPoint('2025-01-13', null, '-')]),
    ]),
  ])

export const listOfMetricsAnswer = () =>
  answer([
    {
      __typename: 'porygonPListOfMetricsSection',
      metrics: [metricUnit('p3_impressions'), metricUnit('p2_impressions')],
      componentName: 'LIST_OF_METRICS_SECTION',
    },
  ])

export const LISTING_IDS = ['900000000000000799', '999161464035752800'] as const

export const listingsAnswer = (totalCount: number = LISTING_IDS.length) =>
  answer([
    {
      __typename: 'porygonPPivotListingsSection',
      title: 'Listing overview',
      tableHeaders: ['Listing name', 'Change', 'Rate'],
      totalCount,
      resultsCount: LISTING_IDS.length,
      tableRows: LISTING_IDS.map((id, index) => ({
        __typename: 'porygonPListingMetric',
        id,
        thumbnailUrl: 'https://pictures.example/1.jpeg',
        metricUnit: metricUnit('occupancy_rate'),
        listingName: `House ${index}`,
        internalName: index === 0 ? null : `Unit ${index}`,
        summary: '',
      })),
      componentName: 'PIVOT_LISTINGS_SECTION',
    },
  ])

/** The section of an answer, as the client hands it out. */
export const sectionOf = (json: ReturnType<typeof answer>): unknown =>
  json.data.porygon.getPerformanceComponents.components[0]
