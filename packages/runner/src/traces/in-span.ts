import { type Attributes, type Span, type SpanOptions, SpanStatusCode, trace } from '@opentelemetry/api'
import { VERSION } from '../output/version.ts'

/** What makes the spans of this package; spans that go nowhere as long as nobody traces. */
export const tracer = () => trace.getTracer('airbnb-insights-runner', VERSION)

/** Does some work in a span of its own, as a child of whatever span the caller is in. */
export function inSpan<Result>(
  name: string,
  options: SpanOptions & { readonly attributes: Attributes },
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return tracer().startActiveSpan(name, options, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      failSpan(span, codeOf(error))
      throw error
    } finally {
      span.end()
    }
  })
}

/** Says that a span's work went wrong, by a code alone: messages quote what answers say, names of listings among it. */
export function failSpan(span: Span, code: string): void {
  span.setAttribute('error.type', code)
  span.setStatus({ code: SpanStatusCode.ERROR })
}

/** What an error is called by in a span. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '_OTHER'
}
