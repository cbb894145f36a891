// Syncs every account of a database once, and tells how much memory that took at the most.
import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { syncAccounts } from 'airbnb-insights-runner'
import { openStore } from 'insights-store-timescale'

const [databaseUrl, baseUrl, scrapeDay] = process.argv.slice(2)
{
  await using store = await openStore({ connection: String(databaseUrl), allowPlaintextCredentials: true })
  const outcomes = await syncAccounts({
    store,
    accounts: await store.accounts.list({ activeOnly: true }),
    scrapeDay: String(scrapeDay),
    concurrency: 8,
    createClient: (_accountId, credentials) =>
      new AirbnbInsightsClient({
        credentials,
        baseUrl: String(baseUrl),
        rateLimit: { minIntervalMs: 0 },
      }),
  })
  for (const { status, error } of outcomes) {
    if (status !== 'succeeded') throw new Error(`A sync ended as ${status}: ${error?.message}`)
  }
}
process.send?.({ maxRss: process.resourceUsage().maxRSS })
process.disconnect()
