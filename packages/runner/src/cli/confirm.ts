import { createInterface } from 'node:readline/promises'
import type { CliContext } from './cli-context.ts'

/**
 * Asks a yes-or-no question on stderr; anything but y or yes is no.
 *
 * @returns `unasked` where there is no terminal on both sides.
 * @throws the signal's reason on Ctrl-C.
 */
export async function confirm(question: string, context: CliContext): Promise<'yes' | 'no' | 'unasked'> {
  const { stdin, stderr, signal } = context
  if (stdin.isTTY !== true || stderr.isTTY !== true) return 'unasked'
  // On a terminal readline reads Ctrl-C as a key, and no SIGINT reaches the process.
  const interrupted = new AbortController()
  const questions = createInterface({ input: stdin, output: stderr })
  questions.on('SIGINT', () => interrupted.abort())
  try {
    const answer = await questions.question(`${question} [y/N] `, {
      signal: AbortSignal.any([signal, interrupted.signal]),
    })
    return /^y(?:es)?$/i.test(answer.trim()) ? 'yes' : 'no'
  } finally {
    questions.close()
  }
}
