import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import { EmbeddedVersionError } from '../errors.ts'
import { DATA } from './embedded-data-folder.ts'

/** The releases of PGlite by the PostgreSQL in them. */
const RELEASES: Readonly<Record<number, string>> = { 16: '0.2', 17: '0.3 or 0.4', 18: '0.5' }

/**
 * Why a data folder did not open, if it is that another major version of PostgreSQL made it: PGlite reads its own alone
 * and does not say so. Null where it is something else.
 */
export async function otherVersion(
  folder: string,
  PGliteClass: typeof PGlite,
  cause: unknown,
): Promise<EmbeddedVersionError | null> {
  const folderVersion = await versionOfFolder(folder)
  if (folderVersion === null) return null
  const engineVersion = await versionOfEngine(PGliteClass)
  if (engineVersion === null || engineVersion === folderVersion) return null
  return new EmbeddedVersionError(
    `The embedded database in ${folder} was made by ${named(folderVersion)}; what is installed is ` +
      `${named(engineVersion)}, which does not read it. Nothing was changed. ${wayOver(folderVersion)}`,
    { dataDir: folder, folderVersion, engineVersion },
    { cause },
  )
}

/** What reads the folder: a release that has the same PostgreSQL in it. */
const wayOver = (version: number): string => {
  const release = RELEASES[version]?.split(' ').at(-1)
  return release === undefined
    ? `A PGlite of PostgreSQL ${version} reads it.`
    : `Bring it over with the PGlite that reads it: npm install --prefix old-pglite @electric-sql/pglite@${release}, ` +
        'then airbnb-insights move --pglite old-pglite --to embedded:NEW-FOLDER.'
}

const named = (version: number): string => {
  const releases = RELEASES[version]
  return `PostgreSQL ${version}${releases === undefined ? '' : ` (PGlite ${releases})`}`
}

async function versionOfFolder(folder: string): Promise<number | null> {
  const text = await readFile(join(folder, DATA, 'PG_VERSION'), 'utf8').catch(() => '')
  return /^\d+\s*$/.test(text) ? Number(text) : null
}

/** Asked of a database in memory: the package does not say which PostgreSQL it is. */
async function versionOfEngine(PGliteClass: typeof PGlite): Promise<number | null> {
  try {
    const pglite = await PGliteClass.create({ dataDir: 'memory://' })
    const { rows } = await pglite.query<{ server_version_num: string }>('SHOW server_version_num')
    await pglite.close()
    return Math.floor(Number(rows[0]?.server_version_num) / 10_000)
  } catch {
    return null
  }
}
