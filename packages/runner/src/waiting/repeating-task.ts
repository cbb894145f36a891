import { setTimeout as delay } from 'node:timers/promises'

/** A task that is done again and again. */
export interface RepeatingTask {
  /** Does it at once; where it is being done, once more right after. */
  wake(): void
  /** Resolves after the time under way; it is not done again. */
  stop(): Promise<void>
}

/**
 * Does a task now and again after each of the pauses that it asks for, until stopped; never twice at a time.
 *
 * @param task never rejects; resolves to the milliseconds until the next time.
 */
export function repeatTask(task: () => Promise<number>): RepeatingTask {
  const stopped = new AbortController()
  let woken = new AbortController()
  const loop = async (): Promise<void> => {
    while (!stopped.signal.aborted) {
      const pauseMs = await task()
      const signal = AbortSignal.any([stopped.signal, woken.signal])
      await delay(pauseMs, undefined, { signal, ref: false }).catch(() => {})
      if (woken.signal.aborted) woken = new AbortController()
    }
  }
  const ended = loop()
  return {
    wake: () => woken.abort(),
    async stop() {
      stopped.abort()
      await ended
    },
  }
}
