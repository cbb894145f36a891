import { setTimeout } from 'node:timers/promises'

/** What a promise resolves to; undefined where it rejects, or does not settle in time. */
export async function withinTime<Value>(promise: Promise<Value>, ms: number): Promise<Value | undefined> {
  const timer = new AbortController()
  try {
    return await Promise.race([promise, setTimeout(ms, undefined, { signal: timer.signal, ref: false })])
  } catch {
    return undefined
  } finally {
    timer.abort()
  }
}
