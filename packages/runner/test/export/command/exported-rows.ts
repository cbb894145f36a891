import { simulatedCredentials } from 'airbnb-insights-client/simulator'
import { openStore, type Store } from 'insights-store-timescale'
import type { CliFolder } from '../../cli/cli-folder.ts'

export const ANNA = '120000042'
export const BEN = '42'
export const LOFT = '918273645546372819'
export const BARN = '918273645546372820'
export const NAME = '=Sea "view", 🌊'

const DAYS = ['2026-06-12', '2026-06-13', '2026-06-14']

const rowsOf = (listing: string, views: number, days: readonly string[]) =>
  days.map((day) => ({
    airbnb_listing_id: listing,
    airbnb_internal_name: listing === LOFT ? NAME : null,
    metric_date: day,
    conversion_rate_your_value: 0.0125,
    p3_impressions_your_value: views,
  }))

/** Two accounts with three days of two listings and of one; the last day was scraped a day later. */
export async function storeRows(store: Store): Promise<void> {
  await store.migrate()
  for (const accountId of [ANNA, BEN]) {
    const { cookie, clientVersion, userAgent } = simulatedCredentials(accountId)
    await store.accounts.upsert({ accountId, cookie, clientVersion, userAgent })
  }
  for (const [scrapeDay, days] of [
    ['2026-06-14', DAYS.slice(0, 2)],
    ['2026-06-15', DAYS],
  ] as const) {
    const views = Number(scrapeDay.slice(-2))
    const chartQuery = [...rowsOf(LOFT, views, days), ...rowsOf(BARN, views, days)]
    await store.metrics.upsert({ accountId: ANNA, scrapeDay, chartQuery })
    await store.metrics.upsert({ accountId: BEN, scrapeDay, chartQuery: rowsOf(LOFT, views, days) })
  }
}

/** Stores them in the embedded database of a folder. */
export async function fillFolder(folder: CliFolder): Promise<void> {
  await using store = await openStore({
    connection: { dataDir: folder.dataFolder },
    allowPlaintextCredentials: true,
  })
  await storeRows(store)
}
