import { resolve } from 'node:path'
import { hasEmbeddedDatabase, openStore, redactConnectionUrl, type Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import { ensureKeyFile, type KeyFile, readKeyFile } from '../config/credential-key-file.ts'
import type { CredentialKeyText } from '../config/credential-key-list.ts'
import { usualDataFolder } from '../config/data-folder.ts'
import type { Settings, STORE_SETTING_NAMES } from '../config/settings.ts'
import type { CliContext } from './cli-context.ts'
import { keepEngineSmall } from './keep-engine-small.ts'

/** What the store is opened from. */
export type StoreSettings = Pick<Settings, (typeof STORE_SETTING_NAMES)[number]>

/** The parts of an invocation that opening the store takes. */
interface StoreInvocation {
  readonly settings: StoreSettings
  readonly logger: Logger
  readonly context: CliContext
}

/** How the store is to be opened. */
interface OpenStoreOptions {
  /**
   * `ready`: an embedded database is migrated, a server's must be already. `as-is`: neither is looked at,
   * for the commands that migrate and diagnose. @defaultValue 'ready'
   */
  readonly migrations?: 'ready' | 'as-is'
  /**
   * Whether an embedded database is made where there is none. Without it the command sees an empty one, and nothing
   * is left behind. @defaultValue false
   */
  readonly creates?: boolean
  /** Where this process answers: whoever finds the embedded database in use is told to ask there. */
  readonly serviceUrl?: string
  /** Sessions of the store's pool, where that is not all that this process may open. @defaultValue all of them */
  readonly poolMax?: number
  /** Whether other commands use an embedded database through this process; else this one uses it through a service. */
  readonly lends?: boolean
  /** Another URL than the settings', of a copy that takes no writes. @defaultValue the database itself */
  readonly replicaUrl?: string | undefined
  /** Another `PGlite` to open an embedded database with. @defaultValue this program's own */
  readonly engine?: object | undefined
}

/**
 * Opens the store that the settings name: a server's database, or the embedded one in the data folder,
 * which gets a key file of its own unless keys were given.
 *
 * @throws NotMigratedError on a server whose schema is behind; `airbnb-insights migrate up` is then the way on.
 */
export async function openStoreFor(
  { settings, logger, context }: StoreInvocation,
  {
    migrations = 'ready',
    creates = false,
    lends = false,
    serviceUrl,
    poolMax,
    replicaUrl,
    engine,
  }: OpenStoreOptions = {},
): Promise<Store> {
  if (settings.databaseUrl === undefined) keepEngineSmall()
  if (!creates && (await holdsNoData({ settings, context }))) return await openNothing(settings, logger)
  const { credentialKeys, keyFile } = credentialKeysFor(settings, context)
  if (keyFile?.readableByOthers === true) {
    logger.warn('the key file can be read by other users of this machine: chmod 600 it', {
      path: keyFile.path,
    })
  }
  const store = await openStore({
    connection: replicaUrl ??
      settings.databaseUrl ?? {
        dataDir: dataFolder(settings, context),
        sharing: lends ? 'lend' : 'borrow',
        ...(serviceUrl === undefined ? {} : { serviceUrl }),
        ...(engine === undefined ? {} : { engine }),
      },
    schema: settings.dbSchema,
    credentialKeys,
    allowPlaintextCredentials: settings.allowPlaintextCredentials,
    poolMax: poolMax ?? settings.databasePoolMax,
    queryTimeoutMs: settings.databaseTimeoutSeconds * 1000,
    ...(settings.history === undefined ? {} : { history: settings.history }),
    pooler: settings.databasePooler,
    readOnly: replicaUrl !== undefined,
    applicationName: 'airbnb-insights',
    environment: context.environment,
    logger,
  })
  try {
    if (migrations === 'ready') await makeReady(store)
    return store
  } catch (error) {
    await store.close()
    throw error
  }
}

/** A database of this process alone, as empty as the one that is not there. */
async function openNothing({ dbSchema }: StoreSettings, logger: Logger): Promise<Store> {
  const store = await openStore({
    connection: { dataDir: 'memory://' },
    schema: dbSchema,
    allowPlaintextCredentials: true,
    logger,
  })
  await store.migrate()
  return store
}

/** Whether the embedded database that would be used has not been made yet. */
export async function holdsNoData({
  settings,
  context,
}: {
  readonly settings: Pick<Settings, 'databaseUrl' | 'dataDir'>
  readonly context: Pick<CliContext, 'cwd' | 'environment'>
}): Promise<boolean> {
  return settings.databaseUrl === undefined && !(await hasEmbeddedDatabase(dataFolder(settings, context)))
}

/** The folder of the embedded database, absolute. */
export function dataFolder(
  { dataDir }: Pick<Settings, 'dataDir'>,
  { cwd, environment }: Pick<CliContext, 'cwd' | 'environment'>,
): string {
  return dataDir === undefined ? usualDataFolder({ cwd, environment }) : resolve(cwd, dataDir)
}

/** Where is looked for data, for whoever finds none there. */
export function dataPlace({
  settings,
  context,
}: {
  readonly settings: Pick<Settings, 'databaseUrl' | 'dataDir'>
  readonly context: Pick<CliContext, 'cwd' | 'environment'>
}): string {
  return settings.databaseUrl === undefined
    ? dataFolder(settings, context)
    : redactConnectionUrl(settings.databaseUrl)
}

/**
 * The keys to open the store with. Beside an embedded database the key file counts too:
 * after given keys, so that they encrypt and what the file's key encrypted stays readable.
 */
export function credentialKeysFor(
  settings: StoreSettings,
  context: Pick<CliContext, 'cwd' | 'environment' | 'redactor'>,
): { credentialKeys: readonly CredentialKeyText[]; keyFile: KeyFile | undefined } {
  const given = settings.credentialKeys ?? []
  if (settings.databaseUrl !== undefined) return { credentialKeys: given, keyFile: undefined }
  const folder = dataFolder(settings, context)
  const wantsFile = given.length === 0 && !settings.allowPlaintextCredentials
  const keyFile = wantsFile ? ensureKeyFile(folder) : readKeyFile(folder)
  const fromFile = (keyFile?.keys ?? []).filter(({ id }) => !given.some((key) => key.id === id))
  for (const { key } of fromFile) context.redactor.add(Buffer.from(key).toString('base64'))
  return { credentialKeys: [...given, ...fromFile], keyFile }
}

async function makeReady(store: Store): Promise<void> {
  if (store.server.kind === 'embedded') await store.migrate()
  else await store.assertMigrated()
}
