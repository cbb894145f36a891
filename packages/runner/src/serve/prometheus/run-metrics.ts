import { RUN_OUTCOMES, type RunOutcome } from 'insights-store-timescale'
import { Counter, Gauge, Histogram } from 'prom-client'
import type { SyncProgress } from '../../sync/sync-progress.ts'
import { createFailureMetrics } from './failure-metrics.ts'
import type { MetricsRegistry } from './metrics-format.ts'
import { observeTraced } from './observe-traced.ts'

/**
 * @param outcome - how the run ended; `null` where it ended without a status of its own
 * @param code - the code of the error that it ended with; `null` where there was none
 */
export type RunEnded = (outcome: RunOutcome | null, code: string | null) => void

/** Counts the runs that this process carries out. */
export interface RunMetrics {
  /** Tells what happens in a run: listings, rows and failures are counted. */
  readonly onSyncProgress: (progress: SyncProgress) => void
  /** A run begins; to be told once how it has ended. */
  readonly runStarted: () => RunEnded
}

/** What becomes of a row that is stored. */
const ROW_CHANGES = ['inserted', 'updated', 'unchanged'] as const

/** Registers the metrics of runs. */
export function createRunMetrics(register: MetricsRegistry, now: () => number): RunMetrics {
  const registers = [register]
  const runs = new Counter({
    name: 'airbnb_insights_sync_runs_total',
    help: 'Runs that this process carried out, by how they ended.',
    labelNames: ['status'],
    registers,
  })
  const active = new Gauge({
    name: 'airbnb_insights_sync_runs_active',
    help: 'Runs that this process is carrying out.',
    registers,
  })
  const durations = new Histogram({
    name: 'airbnb_insights_sync_run_duration_seconds',
    help: 'How long this process worked on a run.',
    buckets: [1, 5, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14_400],
    enableExemplars: true,
    registers,
  })
  const listings = new Counter({
    name: 'airbnb_insights_sync_listings_total',
    help: 'Listings that were stored or failed.',
    labelNames: ['status'],
    registers,
  })
  const rows = new Counter({
    name: 'airbnb_insights_rows_stored_total',
    help: 'Rows that listings gave: inserted, updated, or unchanged, of which it is noted that they were read.',
    labelNames: ['change'],
    registers,
  })
  const notes = new Counter({
    name: 'airbnb_insights_sync_notes_total',
    help: 'Notes of runs, by their code: what is stored and should be looked at.',
    labelNames: ['code'],
    registers,
  })
  const countFailure = createFailureMetrics(register)
  // From zero on, so that the first failure is an increase.
  for (const status of RUN_OUTCOMES) runs.inc({ status }, 0)
  for (const status of ['succeeded', 'failed']) listings.inc({ status }, 0)
  for (const change of ROW_CHANGES) rows.inc({ change }, 0)
  for (const code of ['lists_differ', 'meaning_changed', 'rows_lost']) notes.inc({ code }, 0)
  return {
    onSyncProgress: (progress) => {
      if (progress.type === 'note') notes.inc({ code: progress.code })
      if (progress.type !== 'listing_finished') return
      listings.inc({ status: progress.status })
      if (progress.error !== null) countFailure('listing', progress.error.code)
      if (progress.counts === null) return
      for (const change of ROW_CHANGES) rows.inc({ change }, progress.counts[change])
    },
    runStarted: () => {
      const startedAt = now()
      active.inc()
      let ended = false
      return (outcome, code) => {
        if (ended) return
        ended = true
        active.dec()
        observeTraced(durations, {}, (now() - startedAt) / 1000)
        if (outcome === null) return
        runs.inc({ status: outcome })
        // What somebody cancelled has not failed.
        if (outcome !== 'cancelled' && code !== null) countFailure('run', code)
      }
    },
  }
}
