import type { Kysely } from 'kysely'
import type { InsightsDatabase } from '../database.ts'
import type { StoreContext } from '../store-context.ts'
import { backUp } from './back-up.ts'
import type { BackupContents } from './backup-contents.ts'
import type { BackUpOptions, MoveOptions, MoveReport, RestoreOptions } from './copy-options.ts'
import { type MoveTarget, move } from './move.ts'
import { checkBackup, restore } from './restore.ts'

/** A store that can be moved into. */
export interface CopyTarget {
  readonly copies: Copies
}

/**
 * True copies of everything that the store keeps: rows, what is known now, accounts with their encrypted cookies, cursors,
 * runs, pauses, notifications. All of a copy is of one moment, whatever is written meanwhile. Leases and other claims of
 * processes that are alive are not copied. A copy is measured on both sides: so many rows of each table, and a checksum of
 * all their values.
 */
export interface Copies {
  /**
   * Writes a backup as the content of one file, compressed by gzip. An embedded database answers nobody else until it is
   * done. The schema may be older than this version: restoring migrates it.
   *
   * @param write is given one piece after another; the next comes when it has resolved.
   * @returns what the backup says of itself.
   * @throws {@link NotMigratedError} where there is no schema yet.
   */
  backUp(write: (piece: Uint8Array) => Promise<unknown>, options?: BackUpOptions): Promise<BackupContents>
  /**
   * Reads a backup to its end and changes nothing.
   *
   * @returns what it says of itself.
   * @throws {@link DamagedBackupError} where it is cut off, was changed, or is none.
   */
  check(content: AsyncIterable<Uint8Array>): Promise<BackupContents>
  /**
   * Puts a backup into this database, whose schema must be empty or missing: it is made as it was at the time of the
   * backup, filled in one transaction, and migrated further where this version has more. Hypertables are made where
   * TimescaleDB is there, whatever the backup was made of.
   *
   * @param read gives the content from its beginning; it is called twice, for the content is checked first.
   * @throws {@link DamagedBackupError} where it is cut off, was changed, or is none.
   * @throws {@link TargetNotEmptyError} where the schema has rows.
   * @throws {@link NewerSchemaError} where a newer version of this package made the backup.
   */
  restore(read: () => AsyncIterable<Uint8Array>, options?: RestoreOptions): Promise<BackupContents>
  /**
   * Copies everything into another database, whose schema must be empty or missing. Ended half-way, the same call goes on:
   * tables that are there already, and hold the same, stay. Until its end no process uses the target.
   *
   * @param target an open store; it is migrated by this.
   * @throws {@link TargetNotEmptyError} where its schema has rows.
   * @throws {@link UnfinishedMoveError} where another move into it was begun.
   * @throws {@link CopyDiffersError} where the copy does not hold the same.
   */
  moveTo(target: CopyTarget, options: MoveOptions): Promise<MoveReport>
}

/** What is behind the copies of a store: a move needs both sides'. */
const TARGETS = new WeakMap<object, MoveTarget>()

/** Makes the part of a store that copies it. */
export function createCopies(context: StoreContext, unbound: Kysely<InsightsDatabase>): Copies {
  const copies: Copies = {
    backUp: (write, options = {}) => backUp(context, write, options),
    check: checkBackup,
    restore: (read, options = {}) => restore(context, unbound, read, options),
    async moveTo(target, options) {
      const opened = TARGETS.get(target.copies)
      if (opened === undefined) throw new TypeError('a store is moved to one that openStore() has opened')
      return await move(context, opened, options)
    },
  }
  TARGETS.set(copies, { context, unbound })
  return copies
}
