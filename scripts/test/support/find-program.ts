import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** A program that is there. */
export interface FoundProgram {
  readonly name: string
  readonly path: string
}

/**
 * The first of some programs that is installed, or nothing.
 *
 * @throws Error where there is none and `REQUIRE_KUBERNETES_TOOLS=1` (as CI's workflow sets it).
 */
export function findProgram(...names: readonly string[]): FoundProgram | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = names
    .flatMap((name) => folders.map((folder) => ({ name, path: join(folder, name) })))
    .find(({ path }) => existsSync(path))
  if (found === undefined && process.env['REQUIRE_KUBERNETES_TOOLS'] === '1') {
    throw new Error(`REQUIRE_KUBERNETES_TOOLS=1, but none of ${names.join(', ')} is installed`)
  }
  return found
}
