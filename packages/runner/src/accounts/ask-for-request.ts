import type { AccountInvocation } from './account-invocation.ts'
import { pastedSessions } from './copied-input.ts'
import { type GivenAccount, givenSessions } from './given-account.ts'

/** In 80 columns. */
const HOW_TO_COPY = `An account is imported from a browser in which you are signed in as its host:

  1. Open airbnb.com there, and on it Performance.
  2. Open the developer tools (F12, or Option-Command-I on a Mac), choose
     Network, and reload the page.
  3. Search the requests for api/v3, right-click one that was found, and choose
     "Copy as cURL", where there are several (bash) or (cmd). It may also be as
     fetch (Node.js) or PowerShell, its headers, or the cookies alone.
  4. Paste it here. It is your session, so it will not be shown.
     If nothing happens, press Enter twice. Ctrl-C leaves.
`

/** Whether somebody sits at a terminal who can be asked. */
export function canAsk({ output, context: { stdin, stderr } }: AccountInvocation): boolean {
  return !output.json && stdin.isTTY === true && stderr.isTTY === true
}

/**
 * Explains how to copy a request, and takes it pasted; the redactor learns the cookies.
 *
 * @throws UsageError that says what is wrong with what was pasted, without showing it.
 */
export async function askForRequest({
  output,
  context,
}: AccountInvocation): Promise<readonly GivenAccount[]> {
  const asking = { context, output }
  return givenSessions(await pastedSessions(HOW_TO_COPY, asking), asking)
}
