import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { SimulatedAccount, SimulatorOptions, SimulatorReport } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'

/** A simulator in another process, and the accounts that it serves. */
export interface SimulatedFleet extends Disposable {
  readonly url: string
  readonly accounts: readonly SimulatedAccount[]
}

/** Starts a simulator that answers repeated requests from bytes it has made once. */
export async function startFleet(options: SimulatorOptions): Promise<SimulatedFleet> {
  const all: SimulatorOptions = { prerender: true, requestLog: false, ...options }
  const child = fork(new URL('simulator-process.ts', import.meta.url), [JSON.stringify(all)])
  const [report] = (await once(child, 'message')) as [SimulatorReport]
  if (report.type !== 'listening') throw new Error(`The simulator said ${report.type} first.`)
  const { url, accounts: served } = report
  return { url, accounts: served, [Symbol.dispose]: () => child.disconnect() }
}

/** Stores the fleet's accounts, with the cookies as they are: nothing here is anybody's. */
export async function storeAccounts(store: Store, accounts: SimulatedFleet['accounts']): Promise<void> {
  for (const { accountId, credentials } of accounts) {
    const { cookie, clientVersion, userAgent } = credentials
    await store.accounts.upsert({ accountId, cookie, clientVersion, userAgent })
  }
}

/** Stores the fleet's accounts as if they had been synced on a day, so that the next sync is an incremental one. */
export async function storeSyncedAccounts(
  store: Store,
  accounts: SimulatedFleet['accounts'],
  day: string,
): Promise<void> {
  await storeAccounts(store, accounts)
  await store.db
    .insertInto('listings')
    .values(
      accounts.flatMap(({ accountId, listings }) =>
        listings.map(({ listingId }) => ({
          account_id: accountId,
          airbnb_listing_id: listingId,
          first_seen_on: day,
          last_seen_on: day,
          last_synced_day: day,
        })),
      ),
    )
    .execute()
}

/** Gives each account a scheduled run of a day, made now, so that no schedule that fired before queues another. */
export async function storeScheduledRuns(
  store: Store,
  accounts: SimulatedFleet['accounts'],
  day: string,
): Promise<void> {
  await store.db
    .insertInto('sync_runs')
    .values(
      accounts.map(({ accountId }) => ({
        account_id: accountId,
        status: 'succeeded',
        trigger: 'scheduled',
        scrape_day: day,
      })),
    )
    .execute()
}
