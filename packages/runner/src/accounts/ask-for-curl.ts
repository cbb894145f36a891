import { isInvalidCredentialsError } from 'airbnb-insights-client'
import { copiedCredentials } from './account-input.ts'
import type { AccountInvocation } from './account-invocation.ts'
import { copiedAccount, type GivenAccount } from './given-account.ts'
import { readPastedCommand } from './read-pasted-command.ts'

/** In 80 columns. */
const HOW_TO_COPY = `An account is imported from a browser in which you are signed in as its host:

  1. Open airbnb.com there, and on it Performance.
  2. Open the developer tools (F12, or Option-Command-I on a Mac), choose
     Network, and reload the page.
  3. Search the requests for api/v3, right-click one that was found, and choose
     "Copy as cURL". Where there are several: (bash) or (cmd), not (PowerShell).
  4. Paste it here. It is your session, so it will not be shown.
     If nothing happens, press Enter. Ctrl-C leaves.
`

const BREAKS_OFF = 'That breaks off: paste the rest as well, or press Ctrl-D to leave it at that.'

/** Whether somebody sits at a terminal who can be asked. */
export function canAsk({ output, context: { stdin, stderr } }: AccountInvocation): boolean {
  return !output.json && stdin.isTTY === true && stderr.isTTY === true
}

/**
 * Explains how to copy a request as cURL, and takes it pasted; the redactor learns the cookie.
 *
 * @throws UsageError that says what is wrong with what was pasted, without showing it.
 */
export async function askForCurl({ output, context }: AccountInvocation): Promise<GivenAccount> {
  const command = await readPastedCommand(context, {
    onReady: () => output.remark(HOW_TO_COPY),
    isWhole: isWholeCommand,
    onIncomplete: () => output.remark(BREAKS_OFF),
  })
  return copiedAccount(command, context)
}

/**
 * Whether a text can be taken as the whole of a cURL command: one that can be used, or that is wrong in a way that no
 * further line mends.
 */
export function isWholeCommand(text: string): boolean {
  // What continues on the next line: the rest of a command, or of several that were copied together.
  if (text.trim() === '' || /[\\^`;&|]\s*$/.test(text)) return false
  try {
    copiedCredentials(text)
    return true
  } catch (error) {
    return isInvalidCredentialsError(error) && error.reason !== 'unreadable_curl' && text.endsWith('\n')
  }
}
