import { type SpanContext, TraceFlags, trace } from '@opentelemetry/api'

/** The trace that the caller is in, where it is recorded: of others there would be nothing to look up. */
const recordedTrace = (): SpanContext | undefined => {
  const found = trace.getActiveSpan()?.spanContext()
  if (found === undefined || !trace.isSpanContextValid(found)) return undefined
  return (found.traceFlags & TraceFlags.SAMPLED) === 0 ? undefined : found
}

/** The id of the trace that the caller is in, 32 hexadecimal digits; null where it is in none that is recorded. */
export const recordedTraceId = (): string | null => recordedTrace()?.traceId ?? null

/**
 * The span that the caller is in, as a `traceparent` of the W3C that somebody else can go on with; null where it is in
 * none that is recorded.
 */
export const recordedTraceParent = (): string | null => {
  const found = recordedTrace()
  return found === undefined ? null : `00-${found.traceId}-${found.spanId}-01`
}
