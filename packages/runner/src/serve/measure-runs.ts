import { RUN_OUTCOMES, type RunOutcome } from 'insights-store-timescale'
import type { SyncStatus } from '../sync/sync-outcome.ts'
import type { OnSyncProgress } from '../sync/sync-progress.ts'
import type { RunEnded } from './prometheus/run-metrics.ts'
import type { ServiceMetrics } from './prometheus/service-metrics.ts'

/** Counts what a process's runs do, and how long each takes. */
export function measureRuns(metrics: Pick<ServiceMetrics, 'onSyncProgress' | 'runStarted'>): OnSyncProgress {
  const running = new Map<string, RunEnded>()
  return (progress) => {
    metrics.onSyncProgress(progress)
    const { accountId } = progress
    if (progress.type === 'run_started') running.set(accountId, metrics.runStarted())
    if (progress.type !== 'run_finished') return
    const { status, error } = progress.outcome
    running.get(accountId)?.(outcomeOf(status), error?.code ?? null)
    running.delete(accountId)
  }
}

/** A run that was given back has not ended. */
function outcomeOf(status: SyncStatus): RunOutcome | null {
  return RUN_OUTCOMES.find((outcome) => outcome === status) ?? null
}
