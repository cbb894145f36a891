import { AbortError } from './errors.ts'

/** setTimeout takes no more, and fires at once when given more. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** @throws {@link AbortError} when the signal is aborted */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw abortErrorOf(signal)
}

/** The error for an aborted signal. */
export function abortErrorOf(
  signal: AbortSignal,
  origin: { operation?: AbortError['operation'] } = {},
): AbortError {
  // A closed client's signal already says so.
  if (signal.reason instanceof AbortError) return signal.reason
  return new AbortError('The request was aborted', { ...origin, cause: signal.reason })
}

/**
 * Waits, and stops waiting as soon as the signal is aborted.
 *
 * @throws {@link AbortError} when the signal is aborted before the time is over
 */
export async function wait(delayMs: number, signal: AbortSignal): Promise<void> {
  throwIfAborted(signal)
  if (delayMs <= 0) return
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer)
      reject(abortErrorOf(signal))
    }
    const timer = setTimeout(
      () => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      },
      Math.min(delayMs, LONGEST_TIMER_MS),
    )
    signal.addEventListener('abort', onAbort, { once: true })
  })
}
