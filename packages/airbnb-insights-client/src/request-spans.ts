import { type Attributes, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api'
import type { OperationName } from 'insights-transform'
import { type AirbnbInsightsError, isAirbnbInsightsError } from './errors.ts'

/** A request, as its span tells it: nothing of its headers, and of its body no more than the operation. */
interface TracedRequest {
  readonly operation: OperationName
  /** Where it goes; it holds no account and no listing. */
  readonly url: string
  /** 1 for the first. */
  readonly attempt: number
}

/** What a request's span is told of its answer. */
interface TracedAnswer {
  readonly status: number
  /** What the API calls the answer by. */
  readonly traceId: string | null
  /** What the answer fails with, where it does. */
  readonly error?: AirbnbInsightsError | undefined
}

/** Makes the spans of the requests of one session: nothing where nobody traces. */
export class RequestSpans {
  // Kept: looking it up takes as long as half a span.
  readonly #tracer: Tracer = trace.getTracer('airbnb-insights-client')
  readonly #ofSession: Attributes

  constructor({ baseUrl, accountId }: { readonly baseUrl: string; readonly accountId: string }) {
    this.#ofSession = {
      ...serverAttributes(baseUrl),
      'http.request.method': 'POST',
      'airbnb_insights.account.id': accountId,
    }
  }

  /**
   * Does what makes one attempt within a span of its own, as a child of whatever span the caller is in. The span's context
   * is not sent along: the site is none of ours.
   *
   * @param send - is given what tells the span of the answer.
   */
  run<Result>(
    { operation, url, attempt }: TracedRequest,
    send: (answered: (answer: TracedAnswer) => void) => Promise<Result>,
  ): Promise<Result> {
    const attributes: Attributes = {
      ...this.#ofSession,
      'url.full': url,
      'graphql.operation.name': operation,
      ...(attempt > 1 && { 'http.request.resend_count': attempt - 1 }),
    }
    const options = { kind: SpanKind.CLIENT, attributes }
    return this.#tracer.startActiveSpan(spanName(operation), options, async (span) => {
      try {
        return await send((answer) => tellAnswer(span, answer))
      } catch (error) {
        fail(span, isAirbnbInsightsError(error) ? error.code : '_OTHER')
        throw error
      } finally {
        span.end()
      }
    })
  }
}

/** Without the hash: it is the same for all who ask, but a new one comes with any release of the site. */
function spanName(operation: OperationName): string {
  return `POST /api/v3/${operation}/{hash}`
}

/** Which server a site's requests go to. */
function serverAttributes(baseUrl: string): Attributes {
  const { protocol, hostname, port } = new URL(baseUrl)
  const usual = protocol === 'http:' ? 80 : 443
  return { 'server.address': hostname, 'server.port': port === '' ? usual : Number(port) }
}

function tellAnswer(span: Span, { status, traceId, error }: TracedAnswer): void {
  span.setAttribute('http.response.status_code', status)
  if (traceId !== null) span.setAttribute('airbnb_insights.answer.trace_id', traceId)
  // An error that has a status of its own is called by that.
  if (error !== undefined) fail(span, status >= 400 ? String(status) : error.code)
}

/** By its code alone: a message may quote what an answer says. */
function fail(span: Span, type: string): void {
  span.setAttribute('error.type', type)
  span.setStatus({ code: SpanStatusCode.ERROR })
}
