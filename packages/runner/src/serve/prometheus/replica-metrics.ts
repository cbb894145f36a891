import { Gauge } from 'prom-client'
import type { Reads } from '../../reads/reads.ts'
import { withinTime } from '../../waiting/within-time.ts'
import type { MetricsRegistry } from './metrics-format.ts'

/** How long a scrape waits for the replica. */
const PATIENCE_MS = 2_000

/** How the replica stands that this process reads from; nothing is told where it has none. */
interface ReplicaMetrics {
  /** Looks anew. */
  refresh(): Promise<void>
}

/** Registers the metrics of the replica. */
export function createReplicaMetrics(
  register: MetricsRegistry,
  reads: Pick<Reads, 'replica'>,
): ReplicaMetrics {
  const registers = [register]
  const lag = new Gauge({
    name: 'airbnb_insights_replica_lag_seconds',
    help: 'How many seconds the replica is behind; absent where that cannot be told, or there is none.',
    registers,
  })
  const isRead = new Gauge({
    name: 'airbnb_insights_replica_read',
    help: 'Whether this process reads from the replica; absent where it has none.',
    registers,
  })
  for (const gauge of [lag, isRead]) gauge.remove()
  return {
    async refresh() {
      const state = await withinTime(reads.replica(), PATIENCE_MS)
      if (state === null) return
      isRead.set(state?.serves === true ? 1 : 0)
      const seconds = state?.lagSeconds ?? null
      if (seconds === null) lag.remove()
      else lag.set(seconds)
    },
  }
}
