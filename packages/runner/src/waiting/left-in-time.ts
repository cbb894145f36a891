import { setTimeout as delay } from 'node:timers/promises'

/**
 * What some work gives; `undefined` where it was told to stop and has not come to an end within so many milliseconds.
 *
 * @param signal what tells the work to stop as well.
 */
export async function leftInTime<Result>(
  work: Promise<Result>,
  signal: AbortSignal,
  withinMs: number,
): Promise<Result | undefined> {
  const ended = new AbortController()
  const tooLate = async (): Promise<undefined> => {
    if (!signal.aborted) {
      await new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true, signal: ended.signal })
        ended.signal.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    await delay(withinMs, undefined, { signal: ended.signal }).catch(() => {})
  }
  try {
    return await Promise.race([work, tooLate()])
  } finally {
    ended.abort()
  }
}
