import { isOpen, isPending, isUnfinished, LIFE_CYCLE, restUntil, retriesLeft } from './life-cycle.ts'
import type { Run } from './run.ts'
import type { RunTrigger } from './run-status.ts'

/** The run that has begun, or why none has. */
export type RunBeginning =
  /** A run begins that has not asked anything yet. */
  | { kind: 'started'; run: Run; committed: ReadonlySet<string> }
  /**
   * A run that had started before goes on under its id. `committed` are the ids of the listings that are committed in
   * it already, not to be asked for again.
   */
  | { kind: 'resumed'; run: Run; committed: ReadonlySet<string> }
  /** The run has succeeded, and no other is wanted beside it. */
  | { kind: 'nothing_missing'; run: Run }
  /** The run was tried again as often as the retry policy allows. */
  | { kind: 'retries_spent'; run: Run }
  /** A newer run of the day, `by`, has taken its place and asked for what it lacks. */
  | { kind: 'superseded'; run: Run; by: Run }
  /** The run was cancelled; or somebody wanted it to be, and its holder has died or given it back before. */
  | { kind: 'cancelled'; run: Run }
  /** The run has ended otherwise, and nobody has asked for it to go on. */
  | { kind: 'ended'; run: Run }
  /** The account rests until then, after the rate limit of this run. */
  | { kind: 'resting'; run: Run; notBefore: Date }
  /** The run is to be tried again, but not before then. */
  | { kind: 'not_due'; run: Run; notBefore: Date }

type NotBegun = Exclude<RunBeginning, { kind: 'started' | 'resumed' }>

/** What beginning a run comes to. */
type Continuation = { kind: 'new' } | { kind: 'continue'; run: Run; retry: boolean } | NotBegun

/** What was asked for, and when. */
interface ContinuationInput {
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
  const left = retriesLeft(run)
  // What failed before it began has asked nothing, and may be begun as often as anybody likes.
  const retry = left !== null && run.attempts > 0
  return left === 0 && retry ? { kind: 'retries_spent', run } : { kind: 'continue', run, retry }
}

/** What to say to whoever was sent for a run that is not to go on. */
const endOf = (run: Run): NotBegun => {
  if (LIFE_CYCLE[run.status].take_up === 'nothing_missing') return { kind: 'nothing_missing', run }
  if (run.status === 'cancelled') return { kind: 'cancelled', run }
  return { kind: retriesLeft(run) === 0 ? 'retries_spent' : 'ended', run }
}

/** The newest run that has asked the server. */
export const newestBegun = (runs: readonly Run[]): Run | undefined =>
  runs.find(({ status }) => status !== 'queued')

/** A certain run goes on only while nothing has taken its place: a newer one has asked for what it lacks. */
const certain = (wanted: Run, runs: readonly Run[]): Continuation | undefined => {
  if (!isPending(wanted)) return endOf(wanted)
  if (isOpen(wanted) && wanted.cancelRequestedAt) return { kind: 'cancelled', run: wanted }
  const [newest] = runs
  if (!newest || !runs.some(({ runId }) => runId === wanted.runId)) return undefined
  const superseded = wanted.runId !== newest.runId && wanted.status !== 'queued'
  return superseded ? { kind: 'superseded', run: wanted, by: newest } : continued(wanted)
}

/** What it would come to if no rate limit were in force. */
const unlimited = (runs: readonly Run[], { full, trigger, wanted }: ContinuationInput): Continuation => {
  const decided = wanted && certain(wanted, runs)
  if (decided) return decided
  const [newest] = runs
  if (newest && isUnfinished(newest, { full })) {
    const continuation = continued(newest)
    // Whoever asks for everything by hand knows what has failed: else the day would take no full sync any more.
    const anew = continuation.kind === 'retries_spent' && full && trigger === 'manual'
    return anew ? { kind: 'new' } : continuation
  }
  if (trigger === 'manual') return { kind: 'new' }
  // A scrape day has one scheduled run at most: another cannot be made beside it.
  const scheduled = runs.find((run) => run.trigger === 'scheduled')
  if (!scheduled) return { kind: 'new' }
  return LIFE_CYCLE[scheduled.status].begin === 'begin_anew'
    ? { kind: 'nothing_missing', run: scheduled }
    : continued(scheduled)
}

/**
 * Which of the account's runs a sync goes on with, or that it starts a new one: what the life cycle decides of that
 * run, with what stands in the way. A rate limit is the account's, not the run's: what began beside the limited run
 * would ask the same server.
 *
 * @param runs the account's runs of that scrape day, newest first.
 */
export const continuationOf = (runs: readonly Run[], input: ContinuationInput): Continuation => {
  const { wanted, previous, ignoreCoolDown, now } = input
  const continuation = unlimited(runs, input)
  if ((continuation.kind !== 'new' && continuation.kind !== 'continue') || ignoreCoolDown) return continuation
  const asked = continuation.kind === 'continue' ? continuation.run : undefined
  for (const run of [asked, newestBegun(runs) ?? previous]) {
    const notBefore = run && restUntil(run, now)
    if (notBefore) return { kind: 'resting', run, notBefore }
  }
  // Whoever was sent for it may have come too early: it has been carried out meanwhile, and is to be tried again later.
  if (asked?.nextAttemptAt && asked.nextAttemptAt > now && asked.runId === wanted?.runId)
    return { kind: 'not_due', run: asked, notBefore: asked.nextAttemptAt }
  return continuation
}
