import {
  AccountNotFoundError,
  CredentialDecryptionError,
  DatabaseNotWritableError,
  DatabaseUnreachableError,
  EmbeddedDatabaseBusyError,
  EmbeddedDatabaseUnavailableError,
  EmbeddedStorageError,
  EmbeddedVersionError,
  InsightsStoreError,
  InvalidStoreOptionError,
  LeaseLostError,
  MigrationError,
  MissingCredentialKeyError,
  NewerSchemaError,
  NotMigratedError,
  PlaintextCredentialsError,
  RunNotRunningError,
  UnsupportedDatabaseError,
} from './errors.ts'

/** Whether `error` is any error of this package. */
export const isInsightsStoreError = (error: unknown): error is InsightsStoreError =>
  error instanceof InsightsStoreError
/** Whether an option of `openStore` was unusable. */
export const isInvalidStoreOptionError = (error: unknown): error is InvalidStoreOptionError =>
  error instanceof InvalidStoreOptionError
/** Whether no session could be opened. */
export const isDatabaseUnreachableError = (error: unknown): error is DatabaseUnreachableError =>
  error instanceof DatabaseUnreachableError
/** Whether the database is too old, in recovery, or lacks the preloaded extension. */
export const isUnsupportedDatabaseError = (error: unknown): error is UnsupportedDatabaseError =>
  error instanceof UnsupportedDatabaseError
/** Whether the database answers and takes no rows. */
export const isDatabaseNotWritableError = (error: unknown): error is DatabaseNotWritableError =>
  error instanceof DatabaseNotWritableError
/** Whether the schema belongs to a newer version of this package. */
export const isNewerSchemaError = (error: unknown): error is NewerSchemaError =>
  error instanceof NewerSchemaError
/** Whether migrations are pending. */
export const isNotMigratedError = (error: unknown): error is NotMigratedError =>
  error instanceof NotMigratedError
/** Whether a migration failed. */
export const isMigrationError = (error: unknown): error is MigrationError => error instanceof MigrationError
/** Whether the optional peer `@electric-sql/pglite` is missing. */
export const isEmbeddedDatabaseUnavailableError = (
  error: unknown,
): error is EmbeddedDatabaseUnavailableError => error instanceof EmbeddedDatabaseUnavailableError
/** Whether the embedded database's folder cannot be used. */
export const isEmbeddedStorageError = (error: unknown): error is EmbeddedStorageError =>
  error instanceof EmbeddedStorageError
/** Whether another major version of PostgreSQL made the embedded database's folder. */
export const isEmbeddedVersionError = (error: unknown): error is EmbeddedVersionError =>
  error instanceof EmbeddedVersionError
/** Whether another process has the embedded database open. */
export const isEmbeddedDatabaseBusyError = (error: unknown): error is EmbeddedDatabaseBusyError =>
  error instanceof EmbeddedDatabaseBusyError
/** Whether a lease no longer counts. */
export const isLeaseLostError = (error: unknown): error is LeaseLostError => error instanceof LeaseLostError
/** Whether an account is unknown. */
export const isAccountNotFoundError = (error: unknown): error is AccountNotFoundError =>
  error instanceof AccountNotFoundError
/** Whether the key of a stored cookie was not given. */
export const isMissingCredentialKeyError = (error: unknown): error is MissingCredentialKeyError =>
  error instanceof MissingCredentialKeyError
/** Whether a stored cookie cannot be decrypted. */
export const isCredentialDecryptionError = (error: unknown): error is CredentialDecryptionError =>
  error instanceof CredentialDecryptionError
/** Whether a cookie was refused because it would be stored in plaintext. */
export const isPlaintextCredentialsError = (error: unknown): error is PlaintextCredentialsError =>
  error instanceof PlaintextCredentialsError
/** Whether a run was written to that is not there, or has ended. */
export const isRunNotRunningError = (error: unknown): error is RunNotRunningError =>
  error instanceof RunNotRunningError
