import { Counter } from 'prom-client'
import type { MetricsRegistry } from './metrics-format.ts'

/** What fails: a whole run, or one listing of it. */
type FailedLevel = 'run' | 'listing'

/** The errors that end either of them most; any other is counted from its first time on. */
const USUAL_CODES = [
  'api',
  'database',
  'network',
  'response_shape',
  'timeout',
  'unexpected',
  'unexpected_days',
] as const

const USUAL_CODES_OF: Readonly<Record<FailedLevel, readonly string[]>> = {
  run: [
    ...USUAL_CODES,
    'authentication',
    'blocked',
    'listings_failed',
    'rate_limited',
    'stale_operation',
    'stale_web_key',
  ],
  listing: [...USUAL_CODES, 'row_rejected'],
}

/**
 * Registers the count of failures by cause. Its labels hold codes of errors alone, of which the packages have some thirty:
 * never what belongs to one account or listing.
 */
export function createFailureMetrics(register: MetricsRegistry): (level: FailedLevel, code: string) => void {
  const failures = new Counter({
    name: 'airbnb_insights_sync_failures_total',
    help: 'Runs and listings that this process failed at, by the code of the error.',
    labelNames: ['level', 'code'],
    registers: [register],
  })
  // From zero on, so that the first failure is an increase.
  for (const level of ['run', 'listing'] as const) {
    for (const code of USUAL_CODES_OF[level]) failures.inc({ level, code }, 0)
  }
  return (level, code) => failures.inc({ level, code })
}
