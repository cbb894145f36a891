import type { ClientEvent } from 'airbnb-insights-client'
import type { AskedFrom, Store } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import { collectDefaultMetrics, Gauge, Histogram } from 'prom-client'
import type { Reads } from '../../reads/reads.ts'
import { createApiMetrics } from './api-metrics.ts'
import { createDatabaseMetrics } from './database-metrics.ts'
import { createMetricsRegistry, type MetricsFormat, tellMetrics } from './metrics-format.ts'
import { observeTraced } from './observe-traced.ts'
import { createReplicaMetrics } from './replica-metrics.ts'
import { createRunMetrics, type RunMetrics } from './run-metrics.ts'

/** One answered request. */
interface HttpObservation {
  readonly method: string
  /** The route's pattern, never the path itself: that would be a series for each account. */
  readonly route: string
  readonly status: number
  readonly seconds: number
}

/** The Prometheus metrics of one process. */
export interface ServiceMetrics extends RunMetrics {
  /** For the option `onEvent` of every client. */
  readonly onClientEvent: (event: ClientEvent) => void
  readonly observeHttp: (observation: HttpObservation) => void
  /** The scheduler has looked for what is due. */
  readonly schedulerPassed: (at: Date) => void
  /**
   * All numbers as text; within about two seconds, also while the database is away.
   *
   * @param format - @defaultValue 'text/plain', which has no exemplars
   */
  render(format?: MetricsFormat): Promise<string>
}

/** What the metrics are made from. */
interface ServiceMetricsOptions {
  readonly store: Store
  readonly reads: Pick<Reads, 'replica'>
  readonly today: () => CalendarDate
  /** From where runs ask. */
  readonly from: AskedFrom
  /** Clock in milliseconds. @defaultValue `performance.now` */
  readonly now?: () => number
}

/** Makes the metrics of one process, in a registry of their own. */
export function createServiceMetrics({
  store,
  reads,
  today,
  from,
  now = () => performance.now(),
}: ServiceMetricsOptions): ServiceMetrics {
  const register = createMetricsRegistry()
  const registers = [register]
  collectDefaultMetrics({ register })
  const http = new Histogram({
    name: 'airbnb_insights_http_request_duration_seconds',
    help: 'How long requests took, event streams and exports to their end.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    enableExemplars: true,
    registers,
  })
  const lastPass = new Gauge({
    name: 'airbnb_insights_scheduler_last_pass_timestamp_seconds',
    help: "When this process's scheduler last looked for what is due.",
    registers,
  })
  // Absent where nothing is scheduled: a zero would be an alert.
  lastPass.remove()
  const database = createDatabaseMetrics(register, { store, today, from })
  const replica = createReplicaMetrics(register, reads)
  return {
    ...createRunMetrics(register, now),
    onClientEvent: createApiMetrics(register),
    observeHttp: ({ method, route, status, seconds }) =>
      observeTraced(http, { method, route, status }, seconds),
    schedulerPassed: (at) => lastPass.set(at.getTime() / 1000),
    async render(format = 'text/plain') {
      await Promise.all([database.refresh(), replica.refresh()])
      return await tellMetrics(register, format)
    },
  }
}
