import type { OperationName } from 'insights-transform'
import { isAirbnbInsightsError, NetworkError, TimeoutError } from './errors.ts'
import { proxyRefusal } from './proxy-refusal.ts'
import { readBody } from './read-body.ts'
import { abortErrorOf } from './wait.ts'

/** One HTTP request, ready to go. */
interface OutgoingRequest {
  readonly operation: OperationName
  readonly url: string
  readonly headers: Record<string, string>
  readonly body: string
}

/** How requests travel. */
interface Transport {
  readonly fetch: typeof globalThis.fetch
  /** What Node's `fetch` takes as `dispatcher`; other implementations ignore it. */
  readonly dispatcher: unknown
  /** For headers and body together. */
  readonly timeoutMs: number
}

/** An answer and its whole body. */
interface ReceivedAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/**
 * Sends a request and reads its answer to the end. Redirects are not followed: they would take the cookie along.
 *
 * @throws {@link TimeoutError}, {@link NetworkError}, {@link AbortError}, {@link BlockedError} for a proxy that
 *   refuses, and {@link ApiError} for a body without end
 */
export async function sendRequest(
  request: OutgoingRequest,
  transport: Transport,
  signal: AbortSignal,
): Promise<ReceivedAnswer> {
  const { operation } = request
  if (signal.aborted) throw abortErrorOf(signal, { operation })
  const attempt = new AbortController()
  // A fetch that ignores its signal, such as a test's own, must not keep the caller waiting.
  const { promise: interrupted, reject } = Promise.withResolvers<never>()
  const interrupt = (error: Error): void => {
    reject(error)
    attempt.abort(error)
  }
  const onAbort = (): void => interrupt(abortErrorOf(signal, { operation }))
  const timer = setTimeout(() => {
    const { timeoutMs } = transport
    interrupt(
      new TimeoutError(`${operation} got no whole answer within ${timeoutMs} ms`, { operation, timeoutMs }),
    )
  }, transport.timeoutMs)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([exchange(request, transport, attempt.signal), interrupted])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}

async function exchange(
  { operation, url, headers, body }: OutgoingRequest,
  { fetch, dispatcher }: Transport,
  signal: AbortSignal,
): Promise<ReceivedAnswer> {
  const init: RequestInit & { dispatcher: unknown } = {
    method: 'POST',
    headers,
    body,
    redirect: 'manual',
    signal,
    dispatcher,
  }
  let response: Response
  try {
    response = await fetch(url, init)
  } catch (cause) {
    throw proxyRefusal(cause, operation) ?? networkError(operation, 'did not reach the server', cause)
  }
  try {
    const text = await readBody(response, operation)
    return { status: response.status, headers: response.headers, text }
  } catch (cause) {
    if (isAirbnbInsightsError(cause)) throw cause
    throw networkError(operation, 'was answered only in part', cause)
  }
}

function networkError(operation: OperationName, what: string, cause: unknown): NetworkError {
  const reason = reasonOf(cause)
  return new NetworkError(`${operation} ${what}${reason === null ? '' : ` (${reason})`}`, {
    operation,
    cause,
    reason,
  })
}

/** fetch wraps what happened in a TypeError, and a name with several addresses that in an AggregateError. */
function reasonOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null
  if ('code' in error && typeof error.code === 'string') return error.code
  if (error instanceof AggregateError && error.errors.length > 0) return reasonOf(error.errors[0])
  return reasonOf(error.cause)
}
