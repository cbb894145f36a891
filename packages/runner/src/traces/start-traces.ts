import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { W3CTraceContextPropagator } from '@opentelemetry/core'
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources'
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { Logger } from 'insights-transform'
import { giveToExporter, type OtelVariables } from '../config/otel-variables.ts'
import { VERSION } from '../output/version.ts'
import { withinTime } from '../waiting/within-time.ts'
import { otlpExporter } from './otlp-exporter.ts'
import { samplerOf } from './sampler.ts'
import { TellingExporter } from './telling-exporter.ts'

/** The one way that the exporter knows; every collector takes it at port 4318. */
const PROTOCOL = 'http/protobuf'

/** How long what is not delivered yet may keep a process that ends. */
const FLUSH_MS = 3_000
/** The same where nothing could be delivered before. */
const FLUSH_AWAY_MS = 300

/** What traces this process. */
export interface Traces {
  /** Delivers what is left, within some three seconds, and traces no more. Never rejects. */
  close(): Promise<void>
}

/**
 * Traces this process from now on, as OpenTelemetry's settings say: loaded only where {@link areTracesWanted}. Spans are
 * sent in the background; where that cannot be done they are dropped, and nothing else is concerned.
 *
 * @param variables - those that the process's own environment lacks are put there, where the exporter looks for them
 */
export function startTraces(variables: OtelVariables, logger: Logger): Traces | null {
  const protocol =
    variables['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ?? variables['OTEL_EXPORTER_OTLP_PROTOCOL'] ?? PROTOCOL
  if (protocol !== PROTOCOL) {
    logger.warn('nothing is traced: traces are sent by http/protobuf alone', { protocol })
    return null
  }
  const address = addressOf(variables)
  if (address === null) {
    logger.warn('nothing is traced: traces go to an address that begins with http:// or https://', {
      settings: ENDPOINTS.filter((name) => variables[name] !== undefined),
    })
    return null
  }
  giveToExporter(variables)
  const { sampler, misunderstood } = samplerOf(variables)
  if (misunderstood !== null)
    logger.warn('every trace is recorded: there is no such sampler', { misunderstood })
  const exporter = new TellingExporter(otlpExporter(), { logger, address })
  const provider = new TracerProvider({
    sampler,
    resource: resourceOf(),
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        scheduledDelayMillis: numberOf(variables, 'OTEL_BSP_SCHEDULE_DELAY', 5_000),
        exportTimeoutMillis: numberOf(variables, 'OTEL_BSP_EXPORT_TIMEOUT', 30_000),
        maxQueueSize: numberOf(variables, 'OTEL_BSP_MAX_QUEUE_SIZE', 2048),
        maxExportBatchSize: numberOf(variables, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
      }),
    ],
  })
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(new W3CTraceContextPropagator())
  trace.setGlobalTracerProvider(provider)
  return {
    async close() {
      const isDelivered = provider.shutdown().then(() => true)
      const inTime = await withinTime(isDelivered, exporter.isAway ? FLUSH_AWAY_MS : FLUSH_MS)
      if (inTime === undefined) exporter.giveUp()
      trace.disable()
      propagation.disable()
      context.disable()
    },
  }
}

function resourceOf() {
  return defaultResource()
    .merge(resourceFromAttributes({ 'service.name': 'airbnb-insights', 'service.version': VERSION }))
    .merge(detectResources({ detectors: [envDetector] }))
}

/** Where traces go: the first that is given counts. */
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'] as const

/** Without user, password and query, where a key may be; null for what is no such address. */
function addressOf(variables: OtelVariables): string | null {
  const given = ENDPOINTS.map((name) => variables[name]).find((value) => value !== undefined)
  const url = URL.parse(given ?? '')
  return url !== null && /^https?:$/.test(url.protocol) ? `${url.origin}${url.pathname}` : null
}

function numberOf(variables: OtelVariables, name: string, usual: number): number {
  const given = Number(variables[name])
  return given > 0 ? given : usual
}
