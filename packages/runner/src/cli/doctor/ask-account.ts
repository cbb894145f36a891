import { hostname } from 'node:os'
import { isAuthenticationError } from 'airbnb-insights-client'
import { AccountNotFoundError, type Store } from 'insights-store-timescale'
import { formatQuantity } from '../../output/format.ts'
import { CookieKeeper } from '../../sync/cookie-keeper.ts'
import { openClientFor } from '../open-client.ts'
import { checkOperations } from './check-operations.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { type Finding, fine, worthALook } from './finding.ts'

/**
 * Asks with one account's session while holding its lease, so that no sync asks with it at the same time,
 * and keeps what was learnt: whether the session works, and cookies that Airbnb rotated meanwhile.
 */
export async function* askAccount(
  store: Store,
  accountId: string,
  invocation: DoctorInvocation,
  { withQueries }: { withQueries: boolean },
): AsyncGenerator<Finding> {
  const lease = await store.leases.acquire(accountId, { holder: `doctor ${hostname()} ${process.pid}` })
  if (lease.busy) {
    yield worthALook('session', `${accountId}: not asked, ${lease.holder} is using it`)
    return
  }
  try {
    yield* askWhileHeld(store, accountId, invocation, withQueries)
  } finally {
    await lease.release()
  }
}

async function* askWhileHeld(
  store: Store,
  accountId: string,
  invocation: DoctorInvocation,
  withQueries: boolean,
): AsyncGenerator<Finding> {
  const { signal } = invocation
  const stored = await store.accounts.credentials(accountId)
  if (stored === undefined) throw new AccountNotFoundError(accountId)
  await using client = openClientFor(invocation, stored)
  const kept = new CookieKeeper(client)
  try {
    const { listings } = await client.verifyCredentials({ signal })
    yield fine('session', `${accountId}: works, ${formatQuantity(listings, 'listing')}`)
    if (withQueries) yield* checkOperations(store, client, invocation)
  } catch (error) {
    if (isAuthenticationError(error)) {
      await store.accounts.markCredentials(accountId, 'expired', { ifVersion: stored.version })
    }
    throw error
  }
  await store.accounts.markCredentials(accountId, 'ok', {
    ifVersion: stored.version,
    rotatedCookie: kept.unsaved,
  })
}
