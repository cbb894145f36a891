import { POWERSHELL } from '../powershell/powershell-quoting.ts'
import { type CommandWords, splitWords } from '../text/split-words.ts'
import { BASH } from './bash-quoting.ts'
import { WINDOWS_PROGRAM, withoutCarets } from './cmd-quoting.ts'

/** The words of a command, unquoted as the shell that it was written for would do it. */
export function commandWords(command: string): CommandWords {
  switch (shellOf(command)) {
    case 'cmd':
      return splitWords(withoutCarets(command), WINDOWS_PROGRAM)
    case 'powershell':
      return splitWords(command, POWERSHELL)
    default:
      return splitWords(command, BASH)
  }
}

type Shell = 'bash' | 'cmd' | 'powershell'

const SHELL_OF_CONTINUATION: Readonly<Record<string, Shell>> = {
  '\\': 'bash',
  '^': 'cmd',
  '`': 'powershell',
}

/**
 * Which shell a command is written for: by how its first line goes on, else by how it quotes. cmd has no single quotes,
 * only PowerShell doubles them, and only it escapes a double quote with a backtick, where the others take a backslash.
 */
function shellOf(command: string): Shell {
  const quote = /\^"|\$?'|"/.exec(command)?.[0]
  if (quote === '^"') return 'cmd'
  const continuation = /([\\^`])[^\S\n]*\n/.exec(command)?.[1]
  if (continuation !== undefined) return SHELL_OF_CONTINUATION[continuation] ?? 'bash'
  if (quote === '"') {
    if (/(?<!\\)`["$`]/.test(command) && !command.includes('\\"')) return 'powershell'
    return /\^[%\\"^]/.test(command) || /^\S*curl\.exe\s/i.test(command) ? 'cmd' : 'bash'
  }
  return quote === "'" && !command.includes("$'") && /[^\s'\\]''[^\s'\\]/.test(command)
    ? 'powershell'
    : 'bash'
}
