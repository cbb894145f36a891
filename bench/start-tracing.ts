import { silentLogger } from 'insights-transform'
import { startTraces } from '../packages/runner/src/traces/start-traces.ts'

/** Traces this process as `airbnb-insights` does with no more than an endpoint. */
export function startTracing(endpoint: string): void {
  startTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, silentLogger)
}
