import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { startSimulator } from 'airbnb-insights-client/simulator'
import {
  baseDayFrom,
  dateFromRelativeDs,
  flattenChart,
  flattenListings,
  pivotChart,
} from 'insights-transform'

// With an account of your own: credentialsFromCurl(text), and no baseUrl.
const simulator = await startSimulator()
const credentials = simulator.accounts[0]!.credentials
const client = new AirbnbInsightsClient({ credentials, baseUrl: simulator.url })

const { listingId, internalName: listingName } = flattenListings(await client.listListings())[0]!

// Days count from a base day of the server's own: the answer tells which one it is.
const asked = { relativeDsStart: -13, relativeDsEnd: 0 }
const groupByValue = 'p3_impressions'
const chart = await client.chart({ listingId, groupByValue, comparison: 'MARKET', ...asked })
const base = baseDayFrom(chart, asked)
if (base.kind !== 'agreed') throw new Error('This listing has no data for these two weeks.')
const window = { start: dateFromRelativeDs(-13, base.baseDay), end: base.baseDay }

const context = { listingId, listingName, metricType: 'CONVERSION', groupValue: groupByValue, window }
console.log(`Page views of ${listingName}`)
console.table(
  pivotChart(flattenChart(chart, context)).map((row) => ({
    day: row.metric_date,
    own: row.p3_impressions_your_value,
    similar: row.p3_impressions_similar_value,
  })),
)
await client.close()
await simulator.close()
