import { type Context, type SpanContext, TraceFlags, trace } from '@opentelemetry/api'

/** What names a trace, as OpenTelemetry wants it in logs of whatever form. */
interface TraceFields {
  readonly trace_id?: string
  readonly span_id?: string
}

/**
 * The trace and span that the caller is in, for a log line; nothing where they are not recorded. An object of its own each
 * time: pino writes the line's other fields into it.
 */
export function traceFields(): TraceFields {
  return exemplarLabels() ?? {}
}

/** The trace that the caller is in, for an exemplar; undefined where it is not recorded. */
export function exemplarLabels(): { trace_id: string; span_id: string } | undefined {
  const span = recorded(trace.getActiveSpan()?.spanContext())
  return span && { trace_id: span.traceId, span_id: span.spanId }
}

/** The id of the trace of a context; undefined where that is not recorded. */
export function traceIdIn(context: Context): string | undefined {
  return recorded(trace.getSpanContext(context))?.traceId
}

/** Of a trace that is not recorded there would be nothing to look up. */
function recorded(span: SpanContext | undefined): SpanContext | undefined {
  if (span === undefined || !trace.isSpanContextValid(span)) return undefined
  return (span.traceFlags & TraceFlags.SAMPLED) === 0 ? undefined : span
}
