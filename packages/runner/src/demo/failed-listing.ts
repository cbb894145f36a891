import type { RunListing } from 'insights-store-timescale'
import { formatCount } from '../output/format.ts'
import { abbreviatePath } from '../sync/display/abbreviate-path.ts'
import type { DemoStage } from './demo-stage.ts'
import { type DemoSync, reportOf } from './demo-sync.ts'
import { MALFORMED_LISTING, TROUBLED_ACCOUNT } from './demo-world.ts'
import type { ScriptedEvent } from './scripted-event.ts'

/** The malformed answer: that listing failed, with all that is needed to find out why, and the others were stored. */
export async function checkMalformedAnswer({ store }: DemoStage, sync: DemoSync): Promise<ScriptedEvent> {
  const rows = await store.metrics.latest({ accountId: TROUBLED_ACCOUNT, listingId: MALFORMED_LISTING })
  const { run, listings } = reportOf(sync, TROUBLED_ACCOUNT)
  const failed = listings.filter(({ status }) => status === 'failed')
  const { error = null, internalName = null } = malformed(listings) ?? {}
  const kept = error?.responseBody ?? ''
  const happened =
    run?.status === 'partial' &&
    failed.length === 1 &&
    error?.code === 'response_shape' &&
    error.path !== null &&
    error.traceId !== null &&
    kept !== '' &&
    rows.length === 0
  const path = error?.path ?? ''
  return {
    event: 'malformed_answer',
    title: 'An answer that does not fit',
    happened,
    story: `${internalName ?? 'The listing'} of account ${TROUBLED_ACCOUNT} failed, at ${abbreviatePath(path, path)}: its answer had a number where a date belongs. Nothing of it was stored, the raw answer (${formatCount(kept.length)} characters) is kept for a look, and the ${String(listings.length - failed.length)} other listings are complete. So the run is partial, and says so.`,
  }
}

/** The next day's answers fit: the listing is caught up with, from as far back as if it had never failed. */
export function checkCaughtUp(first: DemoSync, second: DemoSync): ScriptedEvent {
  const before = malformed(reportOf(first, TROUBLED_ACCOUNT).listings)
  const { run, listings } = reportOf(second, TROUBLED_ACCOUNT)
  const after = malformed(listings)
  const others = listings.filter(({ listingId }) => listingId !== MALFORMED_LISTING)
  const requests = after?.requests ?? 0
  const most = Math.max(...others.map((listing) => listing.requests))
  return {
    event: 'caught_up',
    title: 'The failed listing is caught up with',
    happened:
      run?.status === 'succeeded' &&
      after?.status === 'succeeded' &&
      before?.window != null &&
      after.window?.start === before.window.start &&
      requests > most,
    story: `${after?.internalName ?? 'The listing'} has a cursor of its own, and it did not move when the listing failed. So today it was asked from ${after?.window?.start ?? '–'} on with ${String(requests)} requests, while its neighbours took at most ${String(most)} each. There is no gap.`,
  }
}

function malformed(listings: readonly RunListing[]): RunListing | undefined {
  return listings.find(({ listingId }) => listingId === MALFORMED_LISTING)
}
