import type { MetricTable } from 'insights-transform'
import { errorFamily } from 'insights-transform/errors'

/** What went wrong, for machines; one code per error class. */
export type InsightsStoreErrorCode =
  | 'invalid_option'
  | 'database_unreachable'
  | 'database_timeout'
  | 'unsupported_database'
  | 'not_writable'
  | 'newer_schema'
  | 'not_migrated'
  | 'older_lender'
  | 'migration'
  | 'history_conversion'
  | 'damaged_backup'
  | 'target_not_empty'
  | 'unfinished_move'
  | 'copy_differs'
  | 'embedded_unavailable'
  | 'embedded_storage'
  | 'embedded_version'
  | 'embedded_busy'
  | 'lease_lost'
  | 'run_not_running'
  | 'account_not_found'
  | 'missing_credential_key'
  | 'credential_decryption'
  | 'plaintext_credentials'
  | 'sql_file'
  | 'sql_refused'
  | 'sql_timeout'

const family = errorFamily<InsightsStoreError>('insights-store-timescale')

/** The root of every error that this package throws on purpose. Messages never contain a secret. */
export class InsightsStoreError extends Error {
  /** Which error this is, for machines. */
  readonly code: InsightsStoreErrorCode

  constructor(code: InsightsStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
    family.mark(this)
  }
}

/** An option of {@link openStore} that cannot be used as given. */
export class InvalidStoreOptionError extends InsightsStoreError {
  declare readonly code: 'invalid_option'
  /** The option's name, e.g. `connection`. */
  readonly option: string

  constructor(option: string, message: string, options?: ErrorOptions) {
    super('invalid_option', message, options)
    this.option = option
  }
}

/** No session could be opened: nobody listens, the name is unknown, the password is wrong, it took too long. */
export class DatabaseUnreachableError extends InsightsStoreError {
  declare readonly code: 'database_unreachable'
  /** The address that was tried, without user name and password. */
  readonly address: string
  /** SQLSTATE or system error code, e.g. `28P01`, `ECONNREFUSED`; null where the cause had none. */
  readonly reason: string | null

  constructor(message: string, fields: { address: string; reason: string | null }, options?: ErrorOptions) {
    super('database_unreachable', message, options)
    this.address = fields.address
    this.reason = fields.reason
  }
}

/**
 * The database did not answer in time, and the session was given up: a server that hangs, or a connection whose other
 * end is gone without a word. Whether a statement that was under way took effect is not known.
 */
export class DatabaseTimeoutError extends InsightsStoreError {
  declare readonly code: 'database_timeout'
  /** How long it was waited, in milliseconds. */
  readonly waitedMs: number

  constructor(waitedMs: number) {
    super(
      'database_timeout',
      `The database has not answered for ${waitedMs / 1000} s: it hangs, or the connection to it is dead. The next try takes a new connection.`,
    )
    this.waitedMs = waitedMs
  }
}

/** Why a database that answers cannot be used. */
export type UnsupportedReason =
  | 'postgres_too_old'
  | 'timescale_too_old'
  | 'in_recovery'
  | 'not_preloaded'
  | 'lossy_encoding'
  | 'statement_pooler'
  | 'pooler_defaults'

/** The database answers, but this package cannot work with it as it is. */
export class UnsupportedDatabaseError extends InsightsStoreError {
  declare readonly code: 'unsupported_database'
  readonly reason: UnsupportedReason

  constructor(reason: UnsupportedReason, message: string, options?: ErrorOptions) {
    super('unsupported_database', message, options)
    this.reason = reason
  }
}

/** Why a database that answers takes no rows. */
export type NotWritableReason =
  | 'read_only'
  | 'in_recovery'
  | 'restoring'
  | 'no_hypertable'
  | 'denied'
  | 'disk_full'
  | 'failed'

/** The database answers and reads, but takes no rows. */
export class DatabaseNotWritableError extends InsightsStoreError {
  declare readonly code: 'not_writable'
  readonly reason: NotWritableReason
  /** What to do, in words, with SQL to copy where that helps. */
  readonly remedy: string

  constructor(
    reason: NotWritableReason,
    message: string,
    fields: { remedy: string },
    options?: ErrorOptions,
  ) {
    super('not_writable', message, options)
    this.reason = reason
    this.remedy = fields.remedy
  }
}

/** The schema was migrated by a newer version of this package, and is left alone. */
export class NewerSchemaError extends InsightsStoreError {
  declare readonly code: 'newer_schema'
  readonly schema: string
  /** Migrations that the database has and this version does not know. */
  readonly unknown: readonly string[]

  constructor(message: string, fields: { schema: string; unknown: readonly string[] }) {
    super('newer_schema', message)
    this.schema = fields.schema
    this.unknown = fields.unknown
  }
}

/** Migrations are pending: call `store.migrate()` first. */
export class NotMigratedError extends InsightsStoreError {
  declare readonly code: 'not_migrated'
  readonly schema: string
  /** The migrations that are missing. */
  readonly pending: readonly string[]

  constructor(message: string, fields: { schema: string; pending: readonly string[] }) {
    super('not_migrated', message)
    this.schema = fields.schema
    this.pending = fields.pending
  }
}

/**
 * Migrations are pending in an embedded database that is used through the process that has it open: that one was started
 * with a version that does not know them. Nothing was changed.
 */
export class OlderLenderError extends InsightsStoreError {
  declare readonly code: 'older_lender'
  /** The migrations that are missing. */
  readonly pending: readonly string[]

  constructor(message: string, fields: { pending: readonly string[] }) {
    super('older_lender', message)
    this.pending = fields.pending
  }
}

/** A migration failed and was rolled back as a whole; `cause` is the database's own error. */
export class MigrationError extends InsightsStoreError {
  declare readonly code: 'migration'
  /** The migration that failed; null where it was none of them. */
  readonly migration: string | null
  /** What an administrator of the database has to run first, as SQL; empty where rights are not what is missing. */
  readonly grants: readonly string[]

  constructor(
    message: string,
    fields: { migration: string | null; grants?: readonly string[] },
    options?: ErrorOptions,
  ) {
    super('migration', message, options)
    this.migration = fields.migration
    this.grants = fields.grants ?? []
  }
}

/** The embedded database was asked for, but the optional peer `@electric-sql/pglite` is not installed. */
export class EmbeddedDatabaseUnavailableError extends InsightsStoreError {
  declare readonly code: 'embedded_unavailable'
  constructor(message: string, options?: ErrorOptions) {
    super('embedded_unavailable', message, options)
  }
}

/** The folder of the embedded database cannot be made, read or written: permissions, a full disk, not a folder. */
export class EmbeddedStorageError extends InsightsStoreError {
  declare readonly code: 'embedded_storage'
  readonly dataDir: string
  /** System error code, e.g. `EACCES`, `ENOSPC`; null where the cause had none. */
  readonly reason: string | null

  constructor(message: string, fields: { dataDir: string; reason: string | null }, options?: ErrorOptions) {
    super('embedded_storage', message, options)
    this.dataDir = fields.dataDir
    this.reason = fields.reason
  }
}

/** The embedded database's folder was made by another major version of PostgreSQL than PGlite's own; it is left as it is. */
export class EmbeddedVersionError extends InsightsStoreError {
  declare readonly code: 'embedded_version'
  readonly dataDir: string
  /** The major version that made the folder, e.g. 17. */
  readonly folderVersion: number
  /** The major version of the PGlite that is installed. */
  readonly engineVersion: number

  constructor(
    message: string,
    fields: { dataDir: string; folderVersion: number; engineVersion: number },
    options?: ErrorOptions,
  ) {
    super('embedded_version', message, options)
    this.dataDir = fields.dataDir
    this.folderVersion = fields.folderVersion
    this.engineVersion = fields.engineVersion
  }
}

/** The process that has an embedded database open. */
export interface EmbeddedDatabaseHolder {
  host: string
  pid: number
  /** When that process took the folder. */
  since: Date
  /** Where that process can be asked instead, if it serves something; null otherwise. */
  url: string | null
}

/** Another process has the embedded database's folder open; two at once would corrupt it. */
export class EmbeddedDatabaseBusyError extends InsightsStoreError {
  declare readonly code: 'embedded_busy'
  readonly dataDir: string
  readonly holder: EmbeddedDatabaseHolder

  constructor(message: string, fields: { dataDir: string; holder: EmbeddedDatabaseHolder }) {
    super('embedded_busy', message)
    this.dataDir = fields.dataDir
    this.holder = fields.holder
  }
}

/**
 * The lease on an account was taken by somebody else, released, or has run out, or the account was removed:
 * nothing was written.
 */
export class LeaseLostError extends InsightsStoreError {
  declare readonly code: 'lease_lost'
  readonly accountId: string
  /** The fencing token that no longer counts. */
  readonly token: number

  constructor(message: string, fields: { accountId: string; token: number }, options?: ErrorOptions) {
    super('lease_lost', message, options)
    this.accountId = fields.accountId
    this.token = fields.token
  }
}

/** There is no such run of the account, or it has ended: nothing was written. */
export class RunNotRunningError extends InsightsStoreError {
  declare readonly code: 'run_not_running'
  readonly runId: string

  constructor(runId: string, accountId: string) {
    super('run_not_running', `Account ${accountId} has no run ${runId} that is running: nothing was written.`)
    this.runId = runId
  }
}

/** No account with this id, or it was removed. */
export class AccountNotFoundError extends InsightsStoreError {
  declare readonly code: 'account_not_found'
  readonly accountId: string

  constructor(accountId: string) {
    super('account_not_found', `There is no account ${accountId} in the store.`)
    this.accountId = accountId
  }
}

/** A stored cookie was encrypted with a key that was not given. */
export class MissingCredentialKeyError extends InsightsStoreError {
  declare readonly code: 'missing_credential_key'
  /** The id of the key that is needed. */
  readonly keyId: string

  constructor(message: string, fields: { keyId: string }) {
    super('missing_credential_key', message)
    this.keyId = fields.keyId
  }
}

/** A stored cookie cannot be decrypted: another key under the same id, another account's cookie, or damage. */
export class CredentialDecryptionError extends InsightsStoreError {
  declare readonly code: 'credential_decryption'
  readonly accountId: string

  constructor(message: string, fields: { accountId: string }, options?: ErrorOptions) {
    super('credential_decryption', message, options)
    this.accountId = fields.accountId
  }
}

/** A cookie would have to be stored in plaintext, and nobody said that it may. */
export class PlaintextCredentialsError extends InsightsStoreError {
  declare readonly code: 'plaintext_credentials'
  constructor(message: string) {
    super('plaintext_credentials', message)
  }
}

/** The history of a listing could not be converted: what was known on some day would have become something else. */
export class HistoryConversionError extends InsightsStoreError {
  declare readonly code: 'history_conversion'
  readonly accountId: string
  readonly listingId: string
  /** The table whose rows it is about. */
  readonly table: MetricTable

  constructor(
    message: string,
    fields: { accountId: string; listingId: string; table: MetricTable },
    options?: ErrorOptions,
  ) {
    super('history_conversion', message, options)
    this.accountId = fields.accountId
    this.listingId = fields.listingId
    this.table = fields.table
  }
}

/** A person's statement would have changed the product's own tables. */
export class SqlRefusedError extends InsightsStoreError {
  declare readonly code: 'sql_refused'
  /** What it would have changed, e.g. `chart_query`. */
  readonly relation: string

  constructor(relation: string) {
    super(
      'sql_refused',
      `The statement would change ${relation}, which is the product's own. It was rolled back, nothing was changed.`,
    )
    this.relation = relation
  }
}

/** A person's statement that only reads would have had the server write a file, or run a program. */
export class SqlFileError extends InsightsStoreError {
  declare readonly code: 'sql_file'

  constructor() {
    super(
      'sql_file',
      'COPY into a file of the server, or into a program, does more than read. Nothing was done.',
    )
  }
}

/** A person's statement took longer than it may. */
export class SqlTimeoutError extends InsightsStoreError {
  declare readonly code: 'sql_timeout'
  /** The limit, in milliseconds. */
  readonly timeoutMs: number

  constructor(timeoutMs: number, options?: ErrorOptions) {
    super(
      'sql_timeout',
      `The statement was ended: it took longer than ${String(timeoutMs / 1000)} s.`,
      options,
    )
    this.timeoutMs = timeoutMs
  }
}

/** A backup file is cut off, was changed, or is none: nothing of it was restored. */
export class DamagedBackupError extends InsightsStoreError {
  declare readonly code: 'damaged_backup'
  constructor(message: string, options?: ErrorOptions) {
    super('damaged_backup', message, options)
  }
}

/** The database that a copy is for has rows already: nothing was changed. */
export class TargetNotEmptyError extends InsightsStoreError {
  declare readonly code: 'target_not_empty'
  readonly schema: string
  /** The tables that have rows. */
  readonly tables: readonly string[]

  constructor(message: string, fields: { schema: string; tables: readonly string[] }) {
    super('target_not_empty', message)
    this.schema = fields.schema
    this.tables = fields.tables
  }
}

/** A move into this schema has not come to its end: it holds a part of the rows, and is used by nobody until it is whole. */
export class UnfinishedMoveError extends InsightsStoreError {
  declare readonly code: 'unfinished_move'
  readonly schema: string

  constructor(message: string, fields: { schema: string }) {
    super('unfinished_move', message)
    this.schema = fields.schema
  }
}

/** A copy that is not what it was made from: it was taken back. */
export class CopyDiffersError extends InsightsStoreError {
  declare readonly code: 'copy_differs'
  /** The table that differs. */
  readonly table: string

  constructor(message: string, fields: { table: string }) {
    super('copy_differs', message)
    this.table = fields.table
  }
}

/** Whether `error` is any error of this package, also of another copy of it. */
export const isInsightsStoreError = family.is
/** Whether an option of `openStore` was unusable. */
export const isInvalidStoreOptionError = family.ofCode<InvalidStoreOptionError>('invalid_option')
/** Whether no session could be opened. */
export const isDatabaseUnreachableError = family.ofCode<DatabaseUnreachableError>('database_unreachable')
/** Whether the database did not answer in time. */
export const isDatabaseTimeoutError = family.ofCode<DatabaseTimeoutError>('database_timeout')
/** Whether the database is too old, in recovery, or lacks the preloaded extension. */
export const isUnsupportedDatabaseError = family.ofCode<UnsupportedDatabaseError>('unsupported_database')
/** Whether the database answers and takes no rows. */
export const isDatabaseNotWritableError = family.ofCode<DatabaseNotWritableError>('not_writable')
/** Whether the schema belongs to a newer version of this package. */
export const isNewerSchemaError = family.ofCode<NewerSchemaError>('newer_schema')
/** Whether migrations are pending. */
export const isNotMigratedError = family.ofCode<NotMigratedError>('not_migrated')
/** Whether the process that has the embedded database open is of an older version. */
export const isOlderLenderError = family.ofCode<OlderLenderError>('older_lender')
/** Whether a migration failed. */
export const isMigrationError = family.ofCode<MigrationError>('migration')
/** Whether the optional peer `@electric-sql/pglite` is missing. */
export const isEmbeddedDatabaseUnavailableError =
  family.ofCode<EmbeddedDatabaseUnavailableError>('embedded_unavailable')
/** Whether the embedded database's folder cannot be used. */
export const isEmbeddedStorageError = family.ofCode<EmbeddedStorageError>('embedded_storage')
/** Whether another major version of PostgreSQL made the embedded database's folder. */
export const isEmbeddedVersionError = family.ofCode<EmbeddedVersionError>('embedded_version')
/** Whether another process has the embedded database open. */
export const isEmbeddedDatabaseBusyError = family.ofCode<EmbeddedDatabaseBusyError>('embedded_busy')
/** Whether a lease no longer counts. */
export const isLeaseLostError = family.ofCode<LeaseLostError>('lease_lost')
/** Whether a run was written to that is not there, or has ended. */
export const isRunNotRunningError = family.ofCode<RunNotRunningError>('run_not_running')
/** Whether an account is unknown. */
export const isAccountNotFoundError = family.ofCode<AccountNotFoundError>('account_not_found')
/** Whether the key of a stored cookie was not given. */
export const isMissingCredentialKeyError = family.ofCode<MissingCredentialKeyError>('missing_credential_key')
/** Whether a stored cookie cannot be decrypted. */
export const isCredentialDecryptionError = family.ofCode<CredentialDecryptionError>('credential_decryption')
/** Whether a cookie was refused because it would be stored in plaintext. */
export const isPlaintextCredentialsError = family.ofCode<PlaintextCredentialsError>('plaintext_credentials')
/** Whether the history of a listing could not be converted. */
export const isHistoryConversionError = family.ofCode<HistoryConversionError>('history_conversion')
/** Whether a person's statement that only reads would have written a file of the server. */
export const isSqlFileError = family.ofCode<SqlFileError>('sql_file')
/** Whether a person's statement would have changed the product's own tables. */
export const isSqlRefusedError = family.ofCode<SqlRefusedError>('sql_refused')
/** Whether a person's statement took longer than it may. */
export const isSqlTimeoutError = family.ofCode<SqlTimeoutError>('sql_timeout')
/** Whether a backup file is not whole. */
export const isDamagedBackupError = family.ofCode<DamagedBackupError>('damaged_backup')
/** Whether the database that a copy is for has rows already. */
export const isTargetNotEmptyError = family.ofCode<TargetNotEmptyError>('target_not_empty')
/** Whether a move into this schema has not come to its end. */
export const isUnfinishedMoveError = family.ofCode<UnfinishedMoveError>('unfinished_move')
/** Whether a copy is not what it was made from. */
export const isCopyDiffersError = family.ofCode<CopyDiffersError>('copy_differs')
