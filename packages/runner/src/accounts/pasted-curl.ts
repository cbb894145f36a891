import { isInvalidCredentialsError } from 'airbnb-insights-client'
import type { CliContext } from '../cli/cli-context.ts'
import { readInput } from '../cli/read-input.ts'
import type { Output } from '../output/output.ts'
import { copiedSessions } from './account-input.ts'
import { readPastedCommand } from './read-pasted-command.ts'

/** Where a paste is read, and where is said what is wrong with it. */
interface PastingContext {
  readonly context: CliContext
  readonly output: Pick<Output, 'remark'>
}

const PASTE_HERE = 'Paste the cURL command. It is your session, so it will not be shown. Ctrl-C leaves.'
const BREAKS_OFF = 'That breaks off: paste the rest as well, or press Ctrl-D to leave it at that.'

/**
 * The text of cURL commands in a file, or for `-` on stdin: from a terminal, where it would be shown and cut off line by
 * line, as {@link readPastedCommand} reads it.
 *
 * @throws UsageError where it cannot be read, is empty or over 16 MB.
 */
export async function curlText(file: string, pasting: PastingContext): Promise<string> {
  return file === '-' && pasting.context.stdin.isTTY === true
    ? await pastedCurl(PASTE_HERE, pasting)
    : await readInput(file, '--from-curl', pasting.context)
}

/** The text of cURL commands that is pasted into the terminal, after what is said before it. */
export async function pastedCurl(before: string, { context, output }: PastingContext): Promise<string> {
  return await readPastedCommand(context, {
    onReady: () => output.remark(before),
    isWhole: isWholeCommand,
    onIncomplete: () => output.remark(BREAKS_OFF),
  })
}

/**
 * Whether a text can be taken as the whole of what was copied: commands that can be used, or that are wrong in a way
 * that no further line mends.
 */
function isWholeCommand(text: string): boolean {
  if (text.trim() === '' || /(?:[\\^;&|]|\s`)\s*$/.test(text)) return false
  try {
    copiedSessions(text)
    return true
  } catch (error) {
    return isInvalidCredentialsError(error) && error.reason !== 'unreadable_curl' && text.endsWith('\n')
  }
}
