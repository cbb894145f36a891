import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CliContext } from '../cli/cli-context.ts'
import { UsageError } from '../output/runner-error.ts'
import { systemErrorText } from '../output/system-error-text.ts'

/**
 * The `PGlite` that is installed in a folder: it reads databases that this program's own does not.
 *
 * @param folder where `npm install @electric-sql/pglite` was run; undefined for this program's own.
 * @throws UsageError where there is none.
 */
export async function otherPGlite(
  folder: string | undefined,
  { cwd }: Pick<CliContext, 'cwd'>,
): Promise<object | undefined> {
  if (folder === undefined) return undefined
  try {
    const resolving = createRequire(join(resolve(cwd, folder), 'here.js'))
    const module: unknown = await import(pathToFileURL(resolving.resolve('@electric-sql/pglite')).href)
    if (typeof module === 'object' && module !== null && 'PGlite' in module) {
      const { PGlite } = module
      if (typeof PGlite === 'function') return PGlite
    }
    throw new Error('it has no PGlite')
  } catch (cause) {
    throw new UsageError(
      `--pglite: given ${JSON.stringify(folder)} (${systemErrorText(cause)}), allowed: a folder in which npm has installed @electric-sql/pglite`,
      { cause },
    )
  }
}
