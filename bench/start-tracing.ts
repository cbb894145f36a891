import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Logger, silentLogger } from 'insights-transform'
import { HERE } from './checkout.ts'

/** What traces the process of a command; no package gives it out. */
interface CommandTraces {
  readonly startTraces: (variables: Readonly<Record<string, string>>, logger: Logger) => unknown
}

/** Traces this process as `airbnb-insights` does with no more than an endpoint. */
export async function startTracing(endpoint: string): Promise<void> {
  const source = join(HERE.folder, 'packages/runner/src/traces/start-traces.ts')
  const { startTraces } = (await import(pathToFileURL(source).href)) as CommandTraces
  startTraces({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }, silentLogger)
}
