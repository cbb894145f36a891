/** A signal that follows others for a while. */
interface LinkedSignal {
  readonly signal: AbortSignal
  /** Lets go of the others, which may live much longer. */
  readonly unlink: () => void
}

/** One signal for two: aborted, with its reason, as soon as either is. */
export function linkSignals(own: AbortSignal, callers: AbortSignal | undefined): LinkedSignal {
  if (callers === undefined) return { signal: own, unlink: () => {} }
  const controller = new AbortController()
  const follow = (signal: AbortSignal): (() => void) => {
    const onAbort = (): void => controller.abort(signal.reason)
    if (signal.aborted) onAbort()
    else signal.addEventListener('abort', onAbort, { once: true })
    return () => signal.removeEventListener('abort', onAbort)
  }
  const unfollow = [follow(own), follow(callers)]
  return {
    signal: controller.signal,
    unlink: () => {
      for (const stop of unfollow) stop()
    },
  }
}
