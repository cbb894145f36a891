import {
  isAccountNotFoundError,
  isCopyDiffersError,
  isCredentialDecryptionError,
  isDamagedBackupError,
  isDatabaseNotWritableError,
  isDatabaseTimeoutError,
  isDatabaseUnreachableError,
  isEmbeddedDatabaseBusyError,
  isEmbeddedStorageError,
  isEmbeddedVersionError,
  isInsightsStoreError,
  isInvalidStoreOptionError,
  isLeaseLostError,
  isMigrationError,
  isMissingCredentialKeyError,
  isNewerSchemaError,
  isNotMigratedError,
  isPlaintextCredentialsError,
  isSqlFileError,
  isSqlRefusedError,
  isSqlTimeoutError,
  isTargetNotEmptyError,
  isUnfinishedMoveError,
  isUnsupportedDatabaseError,
} from 'insights-store-timescale'
import { settingName } from '../config/setting.ts'
import { SETTINGS } from '../config/settings.ts'
import type { ErrorDescription } from './error-description.ts'

/** The settings behind the store's options. */
const SETTING_OF_OPTION: Readonly<Record<string, string>> = {
  connection: settingName(SETTINGS.databaseUrl),
  schema: settingName(SETTINGS.dbSchema),
  credentialKeys: settingName(SETTINGS.credentialKeys),
  poolMax: settingName(SETTINGS.databasePoolMax),
  history: settingName(SETTINGS.history),
  queryTimeoutMs: settingName(SETTINGS.databaseTimeoutSeconds),
}

/** A store's error with what to do next, or undefined for any other error. */
export function describeStoreError(error: unknown): ErrorDescription | undefined {
  if (isInvalidStoreOptionError(error)) {
    const setting = SETTING_OF_OPTION[error.option] ?? error.option
    return { ending: 'usage', code: 'usage', message: `${setting}: ${oneLine(error.message)}` }
  }
  if (!isInsightsStoreError(error)) return undefined
  const isOwnAffair = [
    isLeaseLostError,
    isAccountNotFoundError,
    isDamagedBackupError,
    isSqlFileError,
    isSqlRefusedError,
    isSqlTimeoutError,
  ]
  const ending = isOwnAffair.some((is) => is(error)) ? 'failed' : 'database'
  return { ending, code: error.code, message: oneLine(error.message), hint: storeHint(error) }
}

/** Only what the message does not say itself: which settings and commands of this program help. */
function storeHint(error: unknown): string | undefined {
  if (isDatabaseUnreachableError(error) || isUnsupportedDatabaseError(error)) {
    return 'The server is the one that DATABASE_URL (--database-url) names; `airbnb-insights doctor` checks it.'
  }
  if (isDatabaseNotWritableError(error)) return error.remedy
  if (isNewerSchemaError(error))
    return 'Install the version of airbnb-insights-runner that migrated it, or a newer one.'
  if (isNotMigratedError(error)) return 'Run `airbnb-insights migrate up` first.'
  if (isDatabaseTimeoutError(error)) {
    return 'Run it again: what was committed stays. A database that is slow rather than away needs more time (DATABASE_TIMEOUT_SECONDS).'
  }
  if (isMigrationError(error)) {
    return error.grants.length > 0
      ? 'Then run `airbnb-insights migrate up` again.'
      : '`airbnb-insights migrate status` shows what is pending.'
  }
  if (isEmbeddedDatabaseBusyError(error)) {
    return error.holder.url === null
      ? 'Wait until that process has ended, or stop it; a database server (DATABASE_URL) serves several at once.'
      : `Ask that process instead, at ${error.holder.url}, or stop it.`
  }
  if (isEmbeddedStorageError(error)) return 'DATA_DIR (--data-dir) names the folder.'
  if (isEmbeddedVersionError(error)) {
    return 'How to: docs/backup-and-move.md, "A data folder of another PGlite".'
  }
  if (isDamagedBackupError(error)) return 'Take another backup: an older file, or the copy on another disk.'
  if (isTargetNotEmptyError(error)) {
    return 'Make an empty database, or name another schema (DB_SCHEMA) or folder.'
  }
  if (isUnfinishedMoveError(error)) {
    return 'Finish it: run the same `airbnb-insights move` again, from where the rows are.'
  }
  if (isCopyDiffersError(error)) {
    return 'Run it again; where it differs again, look for a trigger or a failing disk on the other side.'
  }
  if (isMissingCredentialKeyError(error)) {
    return `Add the key ${error.keyId} to CREDENTIAL_KEYS (--credential-keys), or give the account's cookie again: airbnb-insights accounts update ID --from FILE`
  }
  if (isCredentialDecryptionError(error)) {
    return `Give the cookie again: airbnb-insights accounts update ${error.accountId} --from FILE`
  }
  if (isPlaintextCredentialsError(error)) {
    return 'Set CREDENTIAL_KEYS, for example to "k1:$(openssl rand -base64 32)", and keep it safe; or allow plaintext with --allow-plaintext-credentials.'
  }
  if (isSqlRefusedError(error)) return '--force lifts that. Make a backup first.'
  if (isSqlFileError(error))
    return 'COPY … TO STDOUT reads, and --format csv does; --write lets it write files.'
  if (isSqlTimeoutError(error)) return '--timeout <seconds> gives it more time.'
  if (isAccountNotFoundError(error)) return '`airbnb-insights accounts list` shows the accounts there are.'
  if (isLeaseLostError(error))
    return 'Another process took the account over; nothing was written twice. Run again later.'
  return undefined
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ')
}
