import type { PGlite as KyselyPGlite } from 'kysely'
import { EmbeddedDatabaseUnavailableError } from '../errors.ts'
import { systemErrorCode } from './system-error-code.ts'
import { pgliteValueParsers } from './value-parsers.ts'

type PGliteModule = typeof import('@electric-sql/pglite')

/**
 * Loads the optional peer.
 *
 * @throws EmbeddedDatabaseUnavailableError where it is not installed.
 */
export async function loadPGlite(): Promise<PGliteModule['PGlite']> {
  try {
    const module: PGliteModule = await import('@electric-sql/pglite')
    return module.PGlite
  } catch (cause) {
    const missing = systemErrorCode(cause) === 'ERR_MODULE_NOT_FOUND'
    const problem = missing ? 'is not installed' : `could not be loaded (${String(cause)})`
    throw new EmbeddedDatabaseUnavailableError(
      `The embedded database needs the package @electric-sql/pglite, which ${problem}. ` +
        'Install it (npm install @electric-sql/pglite), or connect to a server with a postgres:// URL.',
      { cause },
    )
  }
}

/**
 * What the database keeps of its files in this process. PostgreSQL's own 128 MB are kept of a file system that keeps
 * them as well, and all of it is of a process that mostly lists a few accounts.
 */
const SHARED_BUFFERS = '16MB'

/**
 * Starts the database of a directory, which is made where it is missing.
 *
 * @param settings that its sessions begin with, and that RESET leads back to.
 */
export async function startPGlite(
  PGliteClass: PGliteModule['PGlite'],
  dataDir: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<InstanceType<PGliteModule['PGlite']>> {
  // Older ones do not say what they are started with, and take nothing else.
  const { defaultStartParams: usual }: { readonly defaultStartParams?: readonly string[] } = PGliteClass
  if (usual === undefined) return await PGliteClass.create({ dataDir })
  const startParams = [...usual]
  for (const [name, value] of Object.entries({ shared_buffers: SHARED_BUFFERS, ...settings }))
    startParams.push('-c', `${name}=${value}`)
  return await PGliteClass.create({ dataDir, startParams })
}

/** What kysely gets of a PGlite: values parsed the store's way, and a check before each use. */
export function wrapPGlite(
  pglite: KyselyPGlite,
  options: { beforeQuery?: () => void; close: () => Promise<void> },
): KyselyPGlite {
  const queryOf = (target: Pick<KyselyPGlite, 'query'>): KyselyPGlite['query'] => {
    return (text, params, queryOptions) => {
      options.beforeQuery?.()
      return target.query(text, params, { ...queryOptions, parsers: pgliteValueParsers })
    }
  }
  return {
    get closed() {
      return pglite.closed
    },
    get ready() {
      return pglite.ready
    },
    get waitReady() {
      return pglite.waitReady
    },
    query: queryOf(pglite),
    transaction: (callback) =>
      pglite.transaction((tx) => callback({ query: queryOf(tx), rollback: () => tx.rollback() })),
    close: options.close,
  }
}
