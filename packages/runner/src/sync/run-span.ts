import { context, type Link, type Span, trace } from '@opentelemetry/api'
import type { CalendarDate } from 'insights-transform'
import { codeOf, failSpan, inSpan } from '../traces/in-span.ts'
import type { PlannedListing } from './planned-listing.ts'
import { isIdle, type SyncOutcome } from './sync-outcome.ts'
import type { SyncRun } from './sync-run.ts'

/** What a run's span tells of the sync from its beginning on; see `SyncOptions`. */
interface TracedSync {
  readonly scrapeDay: CalendarDate
  readonly trigger?: 'manual' | 'scheduled' | undefined
  readonly ownTrace?: boolean | undefined
}

/** Syncs an account in a span that tells how it ended. */
export function inRunSpan(
  { scrapeDay, trigger = 'manual', ownTrace = false }: TracedSync,
  accountId: string,
  sync: () => Promise<SyncOutcome>,
): Promise<SyncOutcome> {
  const attributes = {
    'airbnb_insights.account.id': accountId,
    'airbnb_insights.scrape_day': scrapeDay,
    'airbnb_insights.run.trigger': trigger,
  }
  const options = ownTrace ? { attributes, root: true, links: linksToCaller() } : { attributes }
  return inSpan('sync account', options, async (span) => {
    const outcome = await sync()
    tellOutcome(span, outcome)
    return outcome
  })
}

/** Syncs a listing in a span of its own; what it gives is the error that was recorded as its failure, or null. */
export function inListingSpan(
  { accountId, runId, state }: SyncRun,
  { listing, weeks }: PlannedListing,
  sync: () => Promise<unknown>,
): Promise<unknown> {
  const attributes = {
    'airbnb_insights.account.id': accountId,
    'airbnb_insights.run.id': runId,
    'airbnb_insights.listing.id': listing.listingId,
    'airbnb_insights.weeks': weeks.length,
  }
  return inSpan('sync listing', { attributes }, async (span) => {
    const error = await sync()
    span.setAttribute('airbnb_insights.requests', state.listingRequests)
    if (error !== null) failSpan(span, codeOf(error))
    return error
  })
}

function linksToCaller(): Link[] {
  const caller = trace.getSpanContext(context.active())
  return caller === undefined ? [] : [{ context: caller }]
}

function tellOutcome(span: Span, { status, run, error }: SyncOutcome): void {
  span.setAttribute('airbnb_insights.run.status', status)
  if (run !== null) {
    span.setAttributes({
      'airbnb_insights.run.id': run.runId,
      'airbnb_insights.requests': run.requestsDone,
      'airbnb_insights.listings.succeeded': run.listingsSucceeded,
      'airbnb_insights.listings.failed': run.listingsFailed,
    })
  }
  const well = status === 'succeeded' || status === 'queued' || status === 'cancelled' || isIdle(status)
  if (!well) failSpan(span, error?.code ?? status)
}
