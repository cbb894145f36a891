import { setTimeout as delay } from 'node:timers/promises'
import type { BusyLease, Lease, Store } from 'insights-store-timescale'
import { outlast } from '../waiting/outlast.ts'

/** How often a lease that is waited for is looked at. */
const LOOK_EVERY_MS = 1000

/**
 * Takes an account's lease. One that somebody holds is waited for only until it is seen to be alive: a process that
 * was killed leaves a lease that nobody renews, and that falls free within its time to live.
 */
export async function acquireLease(
  store: Store,
  accountId: string,
  options: { holder: string; signal: AbortSignal | undefined; onWaiting: (busy: BusyLease) => void },
): Promise<Lease | BusyLease> {
  const { holder, signal, onWaiting } = options
  const first = await outlast(() => store.leases.acquire(accountId, { holder }))
  if (!first.busy) return first
  onWaiting(first)
  for (;;) {
    await delay(LOOK_EVERY_MS, undefined, signal ? { signal } : {})
    const next = await outlast(() => store.leases.acquire(accountId, { holder }))
    const renewed = next.busy && next.expiresAt.getTime() !== first.expiresAt.getTime()
    if (!next.busy || renewed) return next
  }
}
