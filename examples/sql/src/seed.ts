import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { startSimulator } from 'airbnb-insights-client/simulator'
import { parseMetricChoice, syncAccount } from 'airbnb-insights-runner'
import type { Store } from 'insights-store-timescale'

const account = {
  accountId: '120000042',
  listings: [
    { listingId: '921000000000000101', internalName: 'Harbour loft' },
    { listingId: '921000000000000102', internalName: 'Boat house' },
    { listingId: '921000000000000103', internalName: 'Sail attic', firstNight: '2026-03-08' },
  ],
}

/** Fills a migrated store by two real syncs of a simulated account, on 15 and 22 June 2026, with its occupancy. */
export async function seed(store: Store): Promise<void> {
  await using simulator = await startSimulator({ accounts: [account], today: '2026-06-15' })
  const { credentials } = simulator.accounts[0]!
  const { account: stored } = await store.accounts.upsert(credentials)
  for (const scrapeDay of ['2026-06-15', '2026-06-22']) {
    simulator.setToday(scrapeDay)
    await using client = new AirbnbInsightsClient({
      credentials,
      baseUrl: simulator.url,
      rateLimit: { minIntervalMs: 0 },
    })
    const metrics = parseMetricChoice('default,occupancy_rate')
    const { status } = await syncAccount({ store, client, account: stored, scrapeDay, metrics })
    if (status !== 'succeeded') throw new Error(`The sync of ${scrapeDay} ended as ${status}`)
  }
}
