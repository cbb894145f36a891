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
  /** Somebody wanted it to be cancelled, and its holder has died or given it back before. */
  | { kind: 'cancelled'; run: Run }
  /** The account rests after the rate limit of this run, or the run that was asked for is not due yet. */
  | { kind: 'held_back'; run: Run; notBefore: Date }

/** What was asked for, and when. */
export interface ContinuationInput {
  full: boolean
  trigger: RunTrigger
  /** The run that is to be started or continued, where it is a certain one: of that scrape day or before. */
  wanted?: Run | undefined
  /** The account's newest run of an earlier day: its rate limit may outlast midnight. */
  previous?: Run | undefined
  /** Whether a rate limit's rest is passed over. */
  ignoreCoolDown: boolean
  now: Date
}

const continued = (run: Run): Continuation => {
  const retry = RETRIED.has(run.status)
  return retry && run.retries >= MAX_RETRIES ? { kind: 'given_up', run } : { kind: 'continue', run, retry }
}

const isOpen = ({ status }: Run): boolean => status === 'queued' || status === 'running'

/** Whether somebody has to start or continue it at some time: what has ended for good is left to whoever asks anew. */
const isPending = (run: Run): boolean =>
  isOpen(run) || (run.nextAttemptAt !== null && CONTINUED.has(run.status))

/** Whether it can still become a full one: it has not asked anything yet, nor left anything out. */
export const isUntouched = ({ status, startedAt }: Run): boolean => status === 'queued' && startedAt === null

/** A certain run goes on only while nothing has taken its place: a newer one has asked for what it lacks. */
const certain = (run: Run, newest: Run | undefined): Continuation => {
  const superseded = run.runId !== newest?.runId && run.status !== 'queued'
  return superseded ? { kind: 'given_up', run } : continued(run)
}

/** Whether an account rests after this run's rate limit, and until when. */
export const restUntil = (run: Run | undefined, now: Date): Date | null =>
  run?.status === 'rate_limited' && run.nextAttemptAt && run.nextAttemptAt > now ? run.nextAttemptAt : null

/** The newest run that has asked the server. */
export const newestBegun = (runs: readonly Run[]): Run | undefined =>
  runs.find(({ status }) => status !== 'queued')

/** What it would come to if no rate limit were in force. */
const unlimited = (runs: readonly Run[], { full, trigger, wanted }: ContinuationInput): Continuation => {
  const [newest] = runs
  if (wanted && !isPending(wanted)) return { kind: 'given_up', run: wanted }
  if (wanted && isOpen(wanted) && wanted.cancelRequestedAt) return { kind: 'cancelled', run: wanted }
  if (wanted && runs.some(({ runId }) => runId === wanted.runId)) return certain(wanted, newest)
  if (newest && CONTINUED.has(newest.status) && (newest.full || !full || isUntouched(newest))) {
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
  const { wanted, previous, ignoreCoolDown, now } = input
  const continuation = unlimited(runs, input)
  if (continuation.kind === 'given_up' || continuation.kind === 'cancelled' || ignoreCoolDown)
    return continuation
  const asked = continuation.kind === 'continue' ? continuation.run : undefined
  for (const run of [asked, newestBegun(runs) ?? previous]) {
    const notBefore = restUntil(run, now)
    if (run && notBefore) return { kind: 'held_back', run, notBefore }
  }
  // Whoever was sent for it may have come too early: it has been carried out meanwhile, and is to be tried again later.
  if (asked?.nextAttemptAt && asked.nextAttemptAt > now && asked.runId === wanted?.runId)
    return { kind: 'held_back', run: asked, notBefore: asked.nextAttemptAt }
  return continuation
}
