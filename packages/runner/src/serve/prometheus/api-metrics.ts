import type { ClientEvent } from 'airbnb-insights-client'
import { OPERATION_NAMES } from 'insights-transform'
import { Counter, Histogram } from 'prom-client'
import type { MetricsRegistry } from './metrics-format.ts'
import { observeTraced } from './observe-traced.ts'

/** Counts what clients tell of their requests to Airbnb. */
export function createApiMetrics(register: MetricsRegistry): (event: ClientEvent) => void {
  const registers = [register]
  const requests = new Counter({
    name: 'airbnb_insights_api_requests_total',
    help: 'Answers from Airbnb, by operation and HTTP status.',
    labelNames: ['operation', 'status'],
    registers,
  })
  const durations = new Histogram({
    name: 'airbnb_insights_api_request_duration_seconds',
    help: 'Time from sending a request to Airbnb to the last byte of its answer.',
    labelNames: ['operation'],
    buckets: [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    enableExemplars: true,
    registers,
  })
  const retries = new Counter({
    name: 'airbnb_insights_api_retries_total',
    help: 'Requests to Airbnb that failed and were sent again, by the error of the failed one.',
    labelNames: ['operation', 'reason'],
    registers,
  })
  const throttles = new Counter({
    name: 'airbnb_insights_api_throttles_total',
    help: 'Answers from Airbnb that asked for fewer requests (429).',
    labelNames: ['operation'],
    registers,
  })
  const drifts = new Counter({
    name: 'airbnb_insights_api_schema_drifts_total',
    help: 'Things that are new in answers from Airbnb.',
    labelNames: ['operation'],
    registers,
  })
  // From zero on, so that the first one is an increase.
  for (const operation of OPERATION_NAMES) {
    for (const status of [200, 429]) requests.inc({ operation, status }, 0)
    durations.zero({ operation })
    throttles.inc({ operation }, 0)
    drifts.inc({ operation }, 0)
  }
  return (event) => {
    switch (event.type) {
      case 'response':
        requests.inc({ operation: event.operation, status: event.status })
        observeTraced(durations, { operation: event.operation }, event.durationMs / 1000)
        break
      case 'retry':
        retries.inc({ operation: event.operation, reason: event.reason })
        break
      case 'throttle':
        throttles.inc({ operation: event.operation })
        break
      case 'schema_drift':
        drifts.inc({ operation: event.operation })
        break
      default:
    }
  }
}
