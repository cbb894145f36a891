import { isInvalidCredentialsError } from 'airbnb-insights-client'
import {
  type CopiedSessions,
  copiedForm,
  sessionsFromCopied,
  sessionsFromStream,
} from 'airbnb-insights-client/credentials'
import type { CliContext } from '../cli/cli-context.ts'
import { readInput } from '../cli/read-input.ts'
import type { Output } from '../output/output.ts'
import { readPaste } from './read-paste.ts'
import { asUsageError, refusedAsUsage } from './refused-as-usage.ts'

/** Where a paste is read, and where is said what is wrong with it. */
interface PastingContext {
  readonly context: CliContext
  readonly output: Pick<Output, 'remark'>
}

const PASTE_HERE = 'Paste the copied request. It is your session, so it will not be shown. Ctrl-C leaves.'
const BREAKS_OFF = 'That breaks off: paste the rest as well, or press Ctrl-D to leave it at that.'

/** The forms whose text may go on after any line. */
const LINE_BY_LINE = new Set(['headers', 'cookie', 'cookies_txt'])

/**
 * The sessions in a file of copied requests, or for `-` on stdin: from a terminal, where it would be shown and cut off line
 * by line, as {@link readPaste} reads it.
 *
 * @param as - goes before what is said of it
 * @throws UsageError where it cannot be read, or holds no session.
 */
export async function sessionsInFile(
  file: string,
  pasting: PastingContext,
  as: string,
): Promise<CopiedSessions> {
  if (file === '-' && pasting.context.stdin.isTTY === true)
    return await pastedSessions(PASTE_HERE, pasting, as)
  try {
    return await sessionsFromStream(readInput(file, '--from', pasting.context))
  } catch (error) {
    throw asUsageError(error, as)
  }
}

/**
 * The sessions in what is pasted into the terminal, after what is said before it.
 *
 * @throws UsageError that says what is wrong with what was pasted, without showing it.
 */
export async function pastedSessions(
  before: string,
  { context, output }: PastingContext,
  as = '',
): Promise<CopiedSessions> {
  const pasted = await readPaste(context, {
    onReady: () => output.remark(before),
    isWhole,
    onIncomplete: () => output.remark(BREAKS_OFF),
  })
  return refusedAsUsage(() => sessionsFromCopied(pasted), as)
}

/**
 * Whether a text can be taken as the whole of what was copied: requests that can be used, or that are wrong in a way that
 * no further line mends.
 *
 * @param isMarked - whether the terminal says that the paste is over; else a blank line ends what may go on after any line
 */
function isWhole(text: string, isMarked: boolean): boolean {
  if (text.trim() === '' || /(?:[\\^;&|]|\s`)\s*$/.test(text)) return false
  if (!isMarked && !/\n\s*\n$/.test(text) && LINE_BY_LINE.has(copiedForm(text) ?? '')) return false
  try {
    sessionsFromCopied(text)
    return true
  } catch (error) {
    return isInvalidCredentialsError(error) && error.reason !== 'unreadable' && text.endsWith('\n')
  }
}
