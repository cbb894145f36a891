import { DamagedBackupError } from '../errors.ts'
import type { ServerInfo } from '../store-context.ts'
import { changed, noBackup } from './backup-frames.ts'
import type { CopiedTable } from './copied-tables.ts'
import type { Snapshot } from './snapshot.ts'

/** What the file says that it is. */
export const FORMAT = 'airbnb-insights-backup'
/** Raised where a file is made otherwise than before. */
export const FORMAT_VERSION = 1

/** What a backup says of itself, before its rows. */
export interface BackupContents extends Snapshot {
  /** When it was begun, by the clock of who made it. */
  readonly madeAt: string
  /** The migrations that its tables have, oldest first. */
  readonly migrations: readonly string[]
  /** The database that it was made of. */
  readonly server: Pick<ServerInfo, 'version' | 'timescale'>
  readonly tables: readonly CopiedTable[]
}

/**
 * The head of a file.
 *
 * @throws DamagedBackupError where it is none, or of a newer version of this package.
 */
export function contentsOf(head: unknown): BackupContents {
  if (typeof head !== 'object' || head === null || !('format' in head) || head.format !== FORMAT) {
    throw noBackup()
  }
  if (!('version' in head) || head.version !== FORMAT_VERSION) {
    throw new DamagedBackupError(
      'This backup was made by a newer version of airbnb-insights: restore it with that one. Nothing was restored.',
    )
  }
  if (!('tables' in head) || !Array.isArray(head.tables)) throw changed()
  // Its digest vouches for the rest.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return head as unknown as BackupContents
}
