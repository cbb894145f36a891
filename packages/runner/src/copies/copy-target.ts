import { join, resolve } from 'node:path'
import { openStore, redactConnectionUrl, type Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import type { CliContext } from '../cli/cli-context.ts'
import { keepEngineSmall } from '../cli/keep-engine-small.ts'
import { dataFolder, type StoreSettings } from '../cli/open-store.ts'
import { KEY_FILE_NAME } from '../config/credential-key-file.ts'
import { EMBEDDED_PREFIX } from '../config/move-settings.ts'

/** A database as people name it. */
export interface NamedDatabase {
  readonly connection: string | { readonly dataDir: string }
  /** Its folder, or its address without credentials. */
  readonly place: string
  /** The folder, where it is embedded. */
  readonly folder: string | null
}

/** The database that the settings name. */
export const databaseOfSettings = (
  settings: Pick<StoreSettings, 'databaseUrl' | 'dataDir'>,
  context: Pick<CliContext, 'cwd' | 'environment'>,
): NamedDatabase =>
  settings.databaseUrl === undefined
    ? embeddedIn(dataFolder(settings, context))
    : onServer(settings.databaseUrl)

/** The database that `--to` names. */
export const databaseNamed = (text: string, { cwd }: Pick<CliContext, 'cwd'>): NamedDatabase =>
  text.startsWith(EMBEDDED_PREFIX)
    ? embeddedIn(resolve(cwd, text.slice(EMBEDDED_PREFIX.length)))
    : onServer(text)

const embeddedIn = (folder: string): NamedDatabase => ({
  connection: { dataDir: folder },
  place: folder,
  folder,
})

const onServer = (url: string): NamedDatabase => ({
  connection: url,
  place: redactConnectionUrl(url),
  folder: null,
})

/**
 * Opens a database that a copy goes into. No keys: what is encrypted is copied as it is, and what is not is not touched
 * before it was measured.
 */
export async function openTarget(
  { connection, folder }: NamedDatabase,
  {
    settings,
    context,
    logger,
  }: { readonly settings: StoreSettings; readonly context: CliContext; readonly logger: Logger },
): Promise<Store> {
  if (folder !== null) keepEngineSmall()
  return await openStore({
    connection,
    schema: settings.dbSchema,
    allowPlaintextCredentials: true,
    queryTimeoutMs: settings.databaseTimeoutSeconds * 1000,
    applicationName: 'airbnb-insights',
    environment: context.environment,
    logger,
  })
}

/**
 * What whoever uses a copy needs beside it, one line; null where nothing is encrypted.
 *
 * @param from the folder that has the keys' file, where it may be one.
 * @param to the folder that the copy is in; null for a server.
 */
export function keysText(ids: readonly string[], from: string | null, to: string | null): string | null {
  if (ids.length === 0) return null
  const keys = `Its cookies are encrypted under ${ids.length === 1 ? 'the key' : 'the keys'} ${ids.join(', ')}`
  const where = from === null ? '' : ` (now in CREDENTIAL_KEYS or ${join(from, KEY_FILE_NAME)})`
  const how = to === null ? 'as CREDENTIAL_KEYS' : `as CREDENTIAL_KEYS, or in ${join(to, KEY_FILE_NAME)}`
  return `${keys}${where}: whoever uses the copy needs ${ids.length === 1 ? 'it' : 'them'} ${how}.`
}
