import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { CliContext } from '../cli/cli-context.ts'
import { readInput } from '../cli/read-input.ts'
import { RunnerError } from '../output/runner-error.ts'
import { systemErrorText } from '../output/system-error-text.ts'

/** What came by stdin, in a file that only its owner can read and that goes with its scope. */
export interface SpooledStdin extends AsyncDisposable {
  readonly path: string
}

/**
 * Keeps stdin in a file: a backup is read twice, for it is checked to its end before anything is restored.
 *
 * @throws RunnerError where there is no space for it.
 */
export async function spoolStdin(context: CliContext): Promise<SpooledStdin> {
  const folder = await mkdtemp(join(tmpdir(), 'airbnb-insights-restore-'))
  const path = join(folder, 'stdin.backup')
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await pipeline(readInput('-', '<file>', context), createWriteStream(path, { mode: 0o600 }))
  } catch (cause) {
    await remove()
    context.signal.throwIfAborted()
    throw new RunnerError(
      'not_written',
      `What came by stdin cannot be kept in ${tmpdir()} (${systemErrorText(cause)}).`,
      {
        hint: 'Write it into a file and name that one, or let TMPDIR be a folder with more space.',
        cause,
      },
    )
  }
  return { path, [Symbol.asyncDispose]: remove }
}
