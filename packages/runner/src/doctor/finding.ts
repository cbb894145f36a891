import { describeError } from '../cli/describe-error.ts'
import type { Ending } from '../output/exit-code.ts'
import type { Tone } from '../output/style.ts'

/** What one check found. */
export interface Finding {
  /** What was checked, in a word or two. */
  readonly check: string
  readonly level: 'ok' | 'warning' | 'problem'
  /** One line. */
  readonly message: string
  /** What to do next, one line. */
  readonly hint?: string | undefined
  /** What it means for the exit code; only a problem is more than `succeeded`. */
  readonly ending: Ending
}

/** Something is well. */
export function fine(check: string, message: string): Finding {
  return { check, level: 'ok', message, ending: 'succeeded' }
}

/** Something works but should be looked at. */
export function worthALook(check: string, message: string, hint?: string): Finding {
  return { check, level: 'warning', message, hint, ending: 'succeeded' }
}

/** Something is broken. */
export function broken(check: string, ending: Ending, message: string, hint?: string): Finding {
  return { check, level: 'problem', message, hint, ending }
}

/**
 * A check that threw is a problem, told as the error would be. A cancellation is no finding and is thrown on.
 *
 * @param account whose check it was, where it was an account's, and how it is called.
 */
export async function brokenBy(
  check: string,
  error: unknown,
  signal: AbortSignal,
  account?: { readonly accountId: string; readonly calledAs: string },
): Promise<Finding> {
  signal.throwIfAborted()
  const { ending, message, hint } = await describeError(error, { accountId: account?.accountId })
  return broken(check, ending, account === undefined ? message : `${account.calledAs}: ${message}`, hint)
}

/** How a level is marked. */
export const LEVEL_MARKS: Readonly<Record<Finding['level'], { mark: string; tone: Tone }>> = {
  ok: { mark: '✓', tone: 'good' },
  warning: { mark: '!', tone: 'warning' },
  problem: { mark: '✗', tone: 'bad' },
}
