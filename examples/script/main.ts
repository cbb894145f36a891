// The body of a saved answer, as the browser's network panel shows it, becomes rows: no network, no database.
// `npm start`, once the workspace is built; `node main.ts other-response.json` for an answer of your own.
import { readFileSync } from 'node:fs'
import { parseChart } from 'airbnb-insights-client'
import { insightRows } from 'insights-transform'

const file = process.argv[2] ?? new URL('response.json', import.meta.url)
const body: unknown = JSON.parse(readFileSync(file, 'utf8'))

// What the body does not say of itself: the question that it answers. It is refused where its nights are others.
const answer = parseChart(body, {
  listingId: '900000000000000107',
  internalName: 'Boathouse',
  metric: 'p3_impressions',
  window: { start: '2026-06-07', end: '2026-06-20' },
  comparison: 'MARKET',
})
const { chartQuery, listOfMetrics } = insightRows([answer], {
  onDrift: ({ message }) => console.warn(`drift: ${message}`),
})

console.log('chart_query: page views of each night, of guests who searched for it')
console.table(chartQuery, ['metric_date', 'p3_impressions_your_value', 'p3_impressions_similar_value'])
console.log('list_of_metrics: the two weeks as a whole')
console.table(listOfMetrics, ['window_start', 'window_end', 'p3_impressions_value', 'p2_impressions_value'])
