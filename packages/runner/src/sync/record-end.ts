import { isLeaseLostError, isRunNotRunningError, type Run } from 'insights-store-timescale'
import { type RunEnd } from './run-end.ts'
import { failureOf } from './sync-failure.ts'
import { noteCredentials } from './sync-listings.ts'
import { outcomeOf, type SyncOutcome } from './sync-outcome.ts'
import type { SyncRun } from './sync-run.ts'

/** Gives a run back, to be continued by whoever takes it up. */
export async function giveBack(run: SyncRun, begun: Run): Promise<SyncOutcome> {
  const { store, lease, runId, accountId, state } = run
  try {
    if (state.sessionWorks && run.cookies.unsaved !== undefined) await noteCredentials(run, 'ok')
    await store.runs.release({ runId, lease, requestsDone: state.requestsDone })
  } catch {
    // It is down as running then, and due as soon as its lease is over.
  }
  return outcomeOf(accountId, 'queued', { run: begun })
}

/** Ends that stay what they are, also where they could not be recorded. */
const TELLING_ENDS: ReadonlySet<RunEnd['status']> = new Set([
  'cancelled',
  'auth_failed',
  'rate_limited',
  'blocked',
])

/** Records how a run ended, with what was learnt of its session. */
export async function recordEnd(run: SyncRun, end: RunEnd): Promise<SyncOutcome> {
  const { store, lease, runId, accountId } = run
  const { status } = end
  const outcome = outcomeOf(accountId, status, { error: end.error, retryAt: end.retryAt })
  if (isLeaseLostError(end.error?.cause) || isRunNotRunningError(end.error?.cause)) return outcome
  try {
    // What expired was an older session: the run goes on with the one that was set meanwhile.
    const renewed = status === 'auth_failed' && !(await noteCredentials(run, 'expired'))
    if (status !== 'auth_failed' && run.state.sessionWorks && run.cookies.unsaved !== undefined) {
      await noteCredentials(run, 'ok')
    }
    const retryAt = renewed ? new Date() : end.retryAt
    const recorded = await store.runs.finish({
      runId,
      lease,
      status,
      requestsDone: run.state.requestsDone,
      ...(end.error === null ? {} : { error: { code: end.error.code, message: end.error.message } }),
      ...(retryAt === null ? {} : { nextAttemptAt: retryAt }),
    })
    return { ...outcome, run: recorded }
  } catch (error) {
    // The run stays as the database last knew it, and the next sync resumes it. Why it ended says more than that.
    if (TELLING_ENDS.has(end.status)) return outcome
    return { ...outcome, status: 'failed', error: failureOf(error) }
  }
}
