import { createReadStream } from 'node:fs'
import { resolve } from 'node:path'
import { UsageError } from '../output/runner-error.ts'
import { systemErrorText } from '../output/system-error-text.ts'
import type { CliContext } from './cli-context.ts'

/**
 * What is in a file that a flag names, or on stdin for `-`, piece by piece.
 *
 * @throws UsageError naming the flag where the file cannot be read.
 */
export function readInput(
  file: string,
  flag: string,
  context: CliContext,
): AsyncGenerator<Uint8Array | string> {
  return file === '-' ? readStdin(context) : readFileInPieces(file, flag, context)
}

async function* readFileInPieces(
  file: string,
  flag: string,
  { cwd, signal }: CliContext,
): AsyncGenerator<Uint8Array> {
  try {
    const chunks: AsyncIterable<Uint8Array> = createReadStream(resolve(cwd, file), { signal })
    yield* chunks
  } catch (cause) {
    if (signal.aborted) throw cause
    throw new UsageError(
      `${flag}: given ${JSON.stringify(file)} (${systemErrorText(cause)}), allowed: the path of a readable file, or - for stdin`,
      { cause },
    )
  }
}

async function* readStdin({ stdin, signal }: CliContext): AsyncGenerator<Uint8Array | string> {
  const stop = (): void =>
    void stdin.destroy(new DOMException('stdin was no longer waited for', 'AbortError'))
  signal.addEventListener('abort', stop, { once: true })
  try {
    const chunks: AsyncIterable<Uint8Array | string> = stdin
    yield* chunks
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
