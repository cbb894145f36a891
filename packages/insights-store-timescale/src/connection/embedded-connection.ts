import { randomBytes } from 'node:crypto'
import { mkdir, realpath, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { PGlite } from '@electric-sql/pglite'
import type { Logger } from 'insights-transform'
import { PGliteDialect } from 'kysely'
import { isEmbeddedDatabaseBusyError } from '../errors.ts'
import { DATA, openDataFolder } from './embedded-data-folder.ts'
import { openEmbeddedDoor } from './embedded-door.ts'
import { type BorrowedPGlite, borrowEmbedded } from './embedded-guest.ts'
import { type EmbeddedLock, takeEmbeddedLock } from './embedded-lock.ts'
import { loadPGlite, startPGlite, wrapPGlite } from './embedded-pglite.ts'
import { asStorageError } from './embedded-storage.ts'
import { otherVersion } from './embedded-version.ts'
import { copyDataFiles, removeAbandonedCopies } from './folder-copy.ts'
import type { DataFiles, StoreConnection } from './store-connection.ts'

/** A database that lives in this process alone and is gone with it. */
const MEMORY = 'memory://'

/** Uses a PGlite that belongs to the caller and stays open. */
export function connectToPGlite(pglite: PGlite): StoreConnection {
  return connection(pglite, 'the given PGlite', { close: async () => {} })
}

/**
 * Opens the embedded database in a folder, which is made (readable by its owner alone) where it is missing.
 *
 * @throws EmbeddedDatabaseBusyError where another process has it open.
 * @throws EmbeddedStorageError where the folder cannot be used.
 * @throws EmbeddedVersionError where another major version of PostgreSQL made it.
 * @throws EmbeddedDatabaseUnavailableError where PGlite is not installed.
 */
export async function connectToFolder(
  dataDir: string,
  options: {
    serviceUrl: string | null
    sharing: 'lend' | 'borrow' | null
    engine?: object | undefined
    logger: Logger
  },
): Promise<StoreConnection> {
  const PGliteClass = isPGliteClass(options.engine) ? options.engine : await loadPGlite()
  if (dataDir === MEMORY) {
    const pglite = await startPGlite(PGliteClass, MEMORY)
    return connection(pglite, MEMORY, { close: () => pglite.close() })
  }
  const folder = await makeFolder(dataDir)
  let lock: EmbeddedLock
  try {
    lock = await takeEmbeddedLock(folder, options)
  } catch (error) {
    if (options.sharing !== 'borrow' || !isEmbeddedDatabaseBusyError(error)) throw error
    const lent = await borrowEmbedded(folder)
    if (lent === undefined) throw error
    return connection(lent, folder, {
      close: () => lent.close(),
      handOver: async (what) => {
        // Others have it, as an attempt to lock it says best.
        if (what === 'files') await takeEmbeddedLock(folder, options).then((taken) => taken.release())
        const name = copyName()
        await lent.copyFiles(name)
        await lent.close()
        return copiedFiles(folder, name)
      },
    })
  }
  try {
    const pglite = await openDataFolder(folder, (data) => startPGlite(PGliteClass, data))
    const assertHeld = (): void => lock.assertHeld()
    const door =
      options.sharing === 'lend'
        ? await openEmbeddedDoor(folder, pglite, { assertHeld, logger: options.logger })
        : undefined
    const closeFiles = async (): Promise<void> => {
      await door?.close()
      await pglite.close()
    }
    let handedOver = false
    return connection(pglite, folder, {
      beforeQuery: assertHeld,
      close: async () => {
        if (handedOver) return
        await closeFiles()
        await lock.release()
      },
      handOver: async (what) => {
        handedOver = true
        await closeFiles()
        const directory = join(folder, DATA)
        if (what === 'files') return { directory, release: () => lock.release() }
        try {
          const name = copyName()
          await removeAbandonedCopies(folder)
          await copyDataFiles(directory, join(folder, name))
          return copiedFiles(folder, name)
        } catch (error) {
          throw asStorageError(error, folder)
        } finally {
          await lock.release()
        }
      },
    })
  } catch (error) {
    await releaseQuietly(lock)
    throw (await otherVersion(folder, PGliteClass, error)) ?? asStorageError(error, folder)
  }
}

const copyName = (): string => `copy-${String(process.pid)}-${randomBytes(6).toString('hex')}`

function copiedFiles(folder: string, name: string): DataFiles {
  const copy = join(folder, name)
  return { directory: join(copy, DATA), release: () => rm(copy, { recursive: true, force: true }) }
}

// The public type asks for less, so that nobody needs the types of an optional package.
const isPGliteClass = (engine: object | undefined): engine is typeof PGlite =>
  engine !== undefined && 'create' in engine

async function makeFolder(dataDir: string): Promise<string> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    // One folder has one lock, whatever path leads to it.
    return await realpath(dataDir)
  } catch (error) {
    throw asStorageError(error, dataDir)
  }
}

async function releaseQuietly(lock: EmbeddedLock): Promise<void> {
  try {
    await lock.release()
  } catch {
    // Opening failed already, and that error is the one to tell.
  }
}

function connection(
  pglite: PGlite | BorrowedPGlite,
  address: string,
  options: { beforeQuery?: () => void; close: () => Promise<void>; handOver?: StoreConnection['handOver'] },
): StoreConnection {
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => (closing ??= options.close())
  return {
    kind: 'embedded',
    dialect: () => new PGliteDialect({ pglite: wrapPGlite(pglite, { ...options, close: async () => {} }) }),
    handle: { kind: 'embedded', pglite },
    address,
    findPooler: async () => 'none',
    // It holds every text.
    useEncoding: () => {},
    close,
    ...(options.handOver && { handOver: options.handOver }),
  }
}
