import type { Run, RunStatus, RunTrigger } from './run.ts'

/** How often a partial or failed run is started again on its scrape day. */
export const MAX_RETRIES = 3

/** All that did not succeed: also after an expired session, when new credentials have come. */
const CONTINUED: ReadonlySet<RunStatus> = new Set([
  'queued',
  'running',
  'cancelled',
  'auth_failed',
  'rate_limited',
  'partial',
  'failed',
])
const RETRIED: ReadonlySet<RunStatus> = new Set(['partial', 'failed'])

/** What beginning a run comes to. */
export type Continuation =
  | { kind: 'new' }
  | { kind: 'continue'; run: Run; retry: boolean }
  /** Nothing is to be done for this day any more. */
  | { kind: 'given_up'; run: Run }
  /** The account rests after the rate limit of this run. */
  | { kind: 'held_back'; run: Run; notBefore: Date }

/** What was asked for, and when. */
export interface ContinuationInput {
  full: boolean
  trigger: RunTrigger
  /** Whether a rate limit's rest is passed over. */
  ignoreCoolDown: boolean
  now: Date
}

const continued = (run: Run): Continuation => {
  const retry = RETRIED.has(run.status)
  return retry && run.retries >= MAX_RETRIES ? { kind: 'given_up', run } : { kind: 'continue', run, retry }
}

/** What it would come to if no rate limit were in force. */
const unlimited = (runs: readonly Run[], { full, trigger }: ContinuationInput): Continuation => {
  const [newest] = runs
  if (newest && CONTINUED.has(newest.status) && (newest.full || !full)) {
    const continuation = continued(newest)
    // Whoever asks for everything by hand knows what has failed: else the day would take no full sync any more.
    const anew = continuation.kind === 'given_up' && full && trigger === 'manual'
    return anew ? { kind: 'new' } : continuation
  }
  if (trigger === 'manual') return { kind: 'new' }
  // A scrape day has one scheduled run at most: another cannot be made beside it.
  const scheduled = runs.find((run) => run.trigger === 'scheduled')
  if (!scheduled) return { kind: 'new' }
  return scheduled.status === 'succeeded' ? { kind: 'given_up', run: scheduled } : continued(scheduled)
}

/**
 * Whether a sync starts a new run or continues one. A rate limit is the account's, not the run's: what began
 * beside the limited run would ask the same server.
 *
 * @param runs the account's runs of that scrape day, newest first.
 */
export const continuationOf = (runs: readonly Run[], input: ContinuationInput): Continuation => {
  const continuation = unlimited(runs, input)
  if (continuation.kind === 'given_up' || input.ignoreCoolDown) return continuation
  const asked = continuation.kind === 'continue' ? continuation.run : undefined
  for (const run of [asked, runs[0]]) {
    if (run?.status === 'rate_limited' && run.nextAttemptAt && run.nextAttemptAt > input.now) {
      return { kind: 'held_back', run, notBefore: run.nextAttemptAt }
    }
  }
  return continuation
}
