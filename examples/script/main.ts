// A saved answer of the API becomes daily rows: no network, no database.
// `npm start`, once the workspace is built; `node main.ts other-response.json` for an answer of your own.
import { readFileSync } from 'node:fs'
import {
  baseDayFrom,
  type ChartSection,
  flattenChart,
  type PerformanceResponse,
  pivotChart,
  pivotChartSummary,
} from 'insights-transform'

const file = process.argv[2] ?? new URL('response.json', import.meta.url)
const response: PerformanceResponse<ChartSection> = JSON.parse(readFileSync(file, 'utf8'))

// What the answer does not say of itself: the request that it answers.
const flats = flattenChart(
  response,
  {
    listingId: '1152921504606846976',
    listingName: 'Boathouse',
    metricType: 'CONVERSION',
    groupValue: 'p3_impressions',
    window: { start: '2025-06-22', end: '2025-07-05' },
  },
  { onDrift: (drift) => console.warn(`drift: ${drift.message}`) },
)

console.log('chart_query: page views by day')
console.table(pivotChart(flats), ['metric_date', 'p3_impressions_your_value', 'p3_impressions_similar_value'])
console.log('chart_summary: the same two weeks as a whole')
console.table(pivotChartSummary(flats), [
  'window_start',
  'window_end',
  'p3_impressions_value',
  'p2_impressions_value',
])
console.log('The base day of the server:', baseDayFrom(response, { relativeDsStart: -10, relativeDsEnd: 3 }))
