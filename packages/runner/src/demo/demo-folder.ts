import { mkdir, mkdtemp, readdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { systemErrorCode } from '../config/system-error-code.ts'
import { UsageError } from '../output/runner-error.ts'

/**
 * The folder that the demo's database goes to: a new one among the temporary files, or the given one.
 *
 * @throws UsageError for a folder that holds something, which might be somebody's data, or cannot be made.
 */
export async function makeDemoFolder(given: string | undefined, cwd: string): Promise<string> {
  if (given === undefined) return await mkdtemp(join(tmpdir(), 'airbnb-insights-demo-'))
  const folder = resolve(cwd, given)
  const refuse = (why: string, cause?: unknown): UsageError =>
    new UsageError(
      `--data-dir: given ${JSON.stringify(given)} (${why}), allowed: a folder that is empty or not there yet`,
      { cause },
    )
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    if ((await readdir(folder)).length === 0) return folder
  } catch (cause) {
    throw refuse(systemErrorCode(cause), cause)
  }
  throw refuse('not empty')
}
