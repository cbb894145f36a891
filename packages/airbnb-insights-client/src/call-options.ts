import type { ClientEvent } from './client-event.ts'
import type { RetryOptions } from './retry-policy.ts'

/** What every call takes, beside its question. */
export interface CallOptions {
  /**
   * Ends the call at once, also while it waits for its turn, for the pace or for a retry.
   *
   * @defaultValue none: the call goes on to its end
   */
  readonly signal?: AbortSignal | undefined
  /**
   * How long one attempt may take, headers and body together, in milliseconds.
   *
   * @defaultValue the client's
   */
  readonly timeoutMs?: number | undefined
  /**
   * How failed attempts are repeated; what is left out is the client's.
   *
   * @defaultValue the client's
   */
  readonly retry?: RetryOptions | undefined
  /**
   * Is asked right before each request of this call goes out, repeated ones too, once its pace allows it. Where it
   * throws, the request is not sent, and the call fails with what it threw.
   *
   * @defaultValue none: nobody is asked
   */
  readonly beforeRequest?: (() => void | Promise<void>) | undefined
  /**
   * Is told what happens in this call, before the client's own listener is.
   *
   * @defaultValue none: only the client's own is told
   */
  readonly onEvent?: ((event: ClientEvent) => void) | undefined
}
