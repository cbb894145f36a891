import { setTimeout as delay } from 'node:timers/promises'

/** How something is waited for. */
export interface WaitOptions {
  /** How often it is looked at, in milliseconds. @defaultValue 50 */
  readonly everyMs?: number
  /** How long it may take, in milliseconds: less than a test may, so that it is the wait that fails. @defaultValue 90000 */
  readonly withinMs?: number
  /** Tells what there is instead, for the error of a wait in vain. */
  readonly instead?: () => Promise<string> | string
}

/**
 * Waits until something holds.
 *
 * @throws Error which says what did not come to hold in time, as the test has it, and what was there instead; its place is
 *   that of the call.
 */
export async function until(
  holds: () => Promise<boolean> | boolean,
  { everyMs = 50, withinMs = 90_000, instead }: WaitOptions = {},
): Promise<void> {
  const inVain = new Error(`not so within ${String(withinMs / 1000)} s: ${holds.toString()}`)
  Error.captureStackTrace(inVain, until)
  const deadline = performance.now() + withinMs
  while (performance.now() < deadline) {
    if (await answerBefore(deadline, holds())) return
    await delay(everyMs)
  }
  if (instead !== undefined) inVain.message += `\n\nInstead:\n${await instead()}`
  throw inVain
}

/** What is asked may hang as well; undefined where it does. */
async function answerBefore(
  deadline: number,
  answer: Promise<boolean> | boolean,
): Promise<boolean | undefined> {
  const answered = new AbortController()
  const outOfTime = delay(Math.max(0, deadline - performance.now()), undefined, { signal: answered.signal })
  try {
    return await Promise.race([answer, outOfTime])
  } finally {
    answered.abort()
    outOfTime.catch(() => {})
  }
}
