import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { UsageError } from '../output/runner-error.ts'
import { systemErrorText } from '../output/system-error-text.ts'
import type { CliContext } from './cli-context.ts'

/** All requests of a page copied as cURL come to some MB; a disk image does not fit. */
export const LONGEST_INPUT = 16 * 1024 * 1024

/**
 * The text of a file that a flag names, or of stdin for `-`.
 *
 * @throws UsageError naming the flag where the file cannot be read, is empty or over 16 MB.
 */
export async function readInput(file: string, flag: string, context: CliContext): Promise<string> {
  const text = file === '-' ? await readStdin(context) : await readText(file, flag, context)
  if (text.trim() === '' || text.length > LONGEST_INPUT) {
    const size = text.length > LONGEST_INPUT ? 'more than 16 MB' : 'nothing'
    throw new UsageError(
      `${flag}: given ${size} in ${JSON.stringify(file)}, allowed: the text of requests copied as cURL`,
    )
  }
  return text
}

async function readText(file: string, flag: string, { cwd, signal }: CliContext): Promise<string> {
  try {
    return await readFile(resolve(cwd, file), { encoding: 'utf8', signal })
  } catch (cause) {
    if (signal.aborted) throw cause
    throw new UsageError(
      `${flag}: given ${JSON.stringify(file)} (${systemErrorText(cause)}), allowed: the path of a readable file, or - for stdin`,
      { cause },
    )
  }
}

async function readStdin({ stdin, signal }: CliContext): Promise<string> {
  let text = ''
  const stop = (): void =>
    void stdin.destroy(new DOMException('stdin was no longer waited for', 'AbortError'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const chunk of stdin) {
      text += String(chunk)
      if (text.length > LONGEST_INPUT) break
    }
  } finally {
    signal.removeEventListener('abort', stop)
  }
  return text
}
