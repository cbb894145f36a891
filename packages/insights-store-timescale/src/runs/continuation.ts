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

const continued = (run: Run): Continuation => {
  const retry = RETRIED.has(run.status)
  return retry && run.retries >= MAX_RETRIES ? { kind: 'given_up', run } : { kind: 'continue', run, retry }
}

/**
 * Whether a sync starts a new run or continues one.
 *
 * @param runs the account's runs of that scrape day, newest first.
 */
export const continuationOf = (
  runs: readonly Run[],
  { full, trigger }: { full: boolean; trigger: RunTrigger },
): Continuation => {
  const [newest] = runs
  if (newest && CONTINUED.has(newest.status) && (newest.full || !full)) return continued(newest)
  if (trigger === 'manual') return { kind: 'new' }
  // A scrape day has one scheduled run at most: another cannot be made beside it.
  const scheduled = runs.find((run) => run.trigger === 'scheduled')
  if (!scheduled) return { kind: 'new' }
  return scheduled.status === 'succeeded' ? { kind: 'given_up', run: scheduled } : continued(scheduled)
}
