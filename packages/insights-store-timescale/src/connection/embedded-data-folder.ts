import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Where PGlite keeps its files, inside the folder that also holds the lock. */
export const DATA = 'data'
/** There while the database is made for the first time. */
const MARKER = 'initialising'

/** Whether a folder holds an embedded database; looking makes nothing. */
export const hasEmbeddedDatabase = (dataDir: string): Promise<boolean> => exists(join(dataDir, DATA))

/**
 * Opens a database in a folder's data directory. The first time it has to be made, which a full disk or a
 * kill may interrupt: such a half, in which nobody can have stored anything yet, is removed.
 *
 * @param open opens the database in the directory that it is given.
 */
export async function openDataFolder<Database>(
  folder: string,
  open: (directory: string) => Promise<Database>,
): Promise<Database> {
  const data = join(folder, DATA)
  const marker = join(folder, MARKER)
  if (await exists(marker)) await rm(data, { recursive: true, force: true })
  if (await exists(data)) return open(data)
  try {
    await writeFile(marker, '', { mode: 0o600 })
    await mkdir(data, { mode: 0o700 })
    return await open(data)
  } catch (error) {
    await rm(data, { recursive: true, force: true })
    throw error
  } finally {
    await rm(marker, { force: true })
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
