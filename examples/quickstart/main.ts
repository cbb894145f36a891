import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { sundayOf } from 'insights-transform'

// With an account of your own: credentialsFromCopied(text), and no baseUrl.
const simulator = await startSimulator()
const credentials = simulator.accounts[0]!.credentials
const client = new AirbnbInsightsClient({ credentials, baseUrl: simulator.url })

const { listings } = await client.listings()
const { listingId, internalName } = listings[0]!

// The nights of this week: what guests who searched for each of them did, as known today.
const today = simulator.today
for await (const week of client.insights({ from: sundayOf(today), to: today, listingIds: [listingId] })) {
  console.log(`Page views of ${internalName}`)
  console.table(
    week.rows.chartQuery.map((row) => ({
      night: row.metric_date,
      own: row.p3_impressions_your_value,
      similar: row.p3_impressions_similar_value,
    })),
  )
}
await client.close()
await simulator.close()
