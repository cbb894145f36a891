import { sql } from 'kysely'
import type { Lease } from '../../src/leases/leases.ts'
import type { Store } from '../../src/open-store.ts'
import type { BeginInput } from '../../src/runs/begin-run.ts'
import { tableIn } from '../../src/store-context.ts'
import { ACCOUNT, addAccount } from './sample-account.ts'
import { LISTING, OTHER_LISTING } from './sample-rows.ts'

export const SCRAPE_DAY = '2025-07-14'

export const listingNames = (listingId = LISTING) => ({
  listingId,
  listingName: "Robert'); DROP TABLE accounts;-- 🏠",
  internalName: 'tab\there, back\\slash, "quote", {brace}',
})

/** Takes an account that must be free. */
export const hold = async (store: Store, accountId = ACCOUNT, holder = 'test'): Promise<Lease> => {
  const lease = await store.leases.acquire(accountId, { holder })
  if (lease.busy) throw new Error(`${accountId} is held by ${lease.holder}`)
  return lease
}

/** Takes the sample account with a lease that runs out and is renewed faster than the usual one. */
export const holdBriefly = async (store: Store, ttlMs: number, renewMs: number): Promise<Lease> => {
  const lease = await store.leases.acquire(ACCOUNT, { holder: 'test', ttlMs, renewMs })
  if (lease.busy) throw new Error(`${ACCOUNT} is held by ${lease.holder}`)
  return lease
}

/** An account, its lease, and a run of two listings that has begun and is planned. */
export const heldRun = async (store: Store, input: Partial<BeginInput> = {}) => {
  await addAccount(store)
  const lease = await hold(store)
  const { run } = await store.runs.begin({ accountId: ACCOUNT, scrapeDay: SCRAPE_DAY, lease, ...input })
  await store.runs.plan({
    runId: run.runId,
    lease,
    listings: [listingNames(LISTING), listingNames(OTHER_LISTING)],
    requestsTotal: 40,
  })
  return { lease, runId: run.runId }
}

/** Lets a lease run out, as if its holder had been stopped. */
export const expireLease = async (store: Store, accountId = ACCOUNT): Promise<void> => {
  await sql`
    UPDATE ${tableIn(store.schema, 'account_leases')}
    SET expires_at = clock_timestamp() - interval '1 second' WHERE account_id = ${accountId}`.execute(
    store.db,
  )
}
