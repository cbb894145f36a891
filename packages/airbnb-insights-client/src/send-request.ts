import { TimeoutError } from './errors.ts'
import type { Exchange, OutgoingRequest, ReceivedAnswer } from './exchange.ts'
import { abortErrorOf } from './wait.ts'

/** How a request travels. */
interface Transport {
  readonly exchange: Exchange
  /** For headers and body together. */
  readonly timeoutMs: number
}

/**
 * Sends a request and reads its answer to the end. Redirects are not followed: they would take the cookie along.
 *
 * @throws {@link TimeoutError}, {@link NetworkError}, {@link AbortError}, {@link BlockedError} for a proxy that
 *   refuses, and {@link ApiError} for a body without end
 */
export async function sendRequest(
  request: OutgoingRequest,
  { exchange, timeoutMs }: Transport,
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
    interrupt(
      new TimeoutError(`${operation} got no whole answer within ${timeoutMs} ms`, { operation, timeoutMs }),
    )
  }, timeoutMs)
  signal.addEventListener('abort', onAbort, { once: true })
  try {
    return await Promise.race([exchange(request, attempt.signal), interrupted])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', onAbort)
  }
}
