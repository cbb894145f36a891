import { InvalidCredentialsError } from '../../errors.ts'
import { splitBash } from './split-bash.ts'
import { splitCmd } from './split-cmd.ts'

/**
 * The arguments of a cURL command after the word `curl`, unquoted as the shell that it was copied for would do it.
 *
 * @throws {@link InvalidCredentialsError} when it is no cURL command, or breaks off within quotes
 */
export function curlArguments(command: string): string[] {
  const text = command.trim()
  if (
    /^(?:\$session\b|Invoke-(?:WebRequest|RestMethod)\b|iwr\b|irm\b)|Invoke-WebRequest\b.*-UseBasicParsing/s.test(
      text,
    )
  ) {
    refuse('not_curl', 'This is a PowerShell command: choose "Copy as cURL (bash)" or "Copy as cURL (cmd)"')
  }
  if (/^(?:await\s+)?fetch\s*\(/.test(text)) {
    refuse('not_curl', 'This is a fetch call: choose "Copy as cURL (bash)" or "Copy as cURL (cmd)"')
  }
  if (!/^curl(?:\.exe)?[\s^\\]/i.test(text)) {
    refuse('not_curl', 'This is no cURL command: it does not begin with curl')
  }
  const words = isForCmd(text) ? splitCmd(text) : splitBash(text)
  if (words === null) refuse('unreadable_curl', 'The cURL command breaks off within quotes: copy all of it')
  return words.slice(1)
}

/** cmd has no single quotes; what begins with double quotes may be either's, unless a caret continues a line. */
function isForCmd(text: string): boolean {
  const quote = /\^"|\$?'|"/.exec(text)?.[0]
  return quote === '^"' || (quote === '"' && /\^\r?\n|\^[%\\"^]/.test(text))
}

function refuse(reason: InvalidCredentialsError['reason'], message: string): never {
  throw new InvalidCredentialsError(message, { reason })
}
