import type { Simulator } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'

/** Settings of a service that syncs a simulator's accounts at once, and without any pace. */
export const syncsAtOnce = ({ url }: Pick<Simulator, 'url'>) => ({
  AIRBNB_BASE_URL: url,
  AIRBNB_MIN_INTERVAL_MS: '0',
  SYNC_SPREAD_MINUTES: '0',
})

/** Stores all accounts of a simulator, with their sessions. */
export async function storeAccountsOf(
  { accounts }: Pick<Simulator, 'accounts'>,
  store: Pick<Store, 'accounts'>,
): Promise<void> {
  for (const { accountId, credentials } of accounts) {
    const { cookie, clientVersion, userAgent } = credentials
    await store.accounts.upsert({ accountId, cookie, clientVersion, userAgent })
  }
}
