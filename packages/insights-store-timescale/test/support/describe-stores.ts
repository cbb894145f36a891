import { PGlite } from '@electric-sql/pglite'
import { sql } from 'kysely'
import { afterAll, describe } from 'vitest'
import { createTestDatabase } from '../../../../scripts/test-database.ts'
import { openContext } from '../../src/open-context.ts'
import { openStore, type Store } from '../../src/open-store.ts'
import type { StoreContext } from '../../src/store-context.ts'
import type { StoreOptions } from '../../src/store-options.ts'
import { STORE_FLAVOURS, type StoreFlavour } from './store-flavours.ts'

/** What a test may set when it opens a store; connection and schema are the flavour's. */
export interface OpenTestStoreOptions extends Omit<StoreOptions, 'connection' | 'schema'> {
  /** Opens another store on the same database instead of a fresh one. @defaultValue false */
  keepData?: boolean
  /** @defaultValue true */
  migrate?: boolean
}

/** Opens a store of the flavour; every one is closed after the suite. */
export interface OpenTestStore {
  (options?: OpenTestStoreOptions): Promise<Store>
  /** The bare context that the parts of a store are made from, on the same database. */
  context(options?: OpenTestStoreOptions): Promise<StoreContext>
  /** Where the flavour's database is, for suites that open stores or connections of their own. */
  connection(): Promise<StoreOptions['connection']>
}

/** A key that encrypts cookies in tests. */
export const TEST_KEY = { id: 'test', key: new Uint8Array(32).fill(7) }

/**
 * Runs a suite on every kind of database. A test file has one database of each kind, which its schemas share; `open()` drops the flavour's schema, so that stores opened before are of no use then.
 */
export function describeStores(
  suite: (name: string, open: OpenTestStore, flavour: StoreFlavour) => void,
  flavours: readonly StoreFlavour[] = STORE_FLAVOURS,
): void {
  const databases = new Map(flavours.map(({ database }) => [database, lazyDatabase(database)]))
  afterAll(async () => {
    for (const database of databases.values()) await database.drop()
  })
  describe.each(flavours)('$name', (flavour) => {
    const database = databases.get(flavour.database) as LazyDatabase
    const closers: (() => Promise<void>)[] = []
    const fullOptions = async (options: OpenTestStoreOptions): Promise<StoreOptions> => {
      const { keepData: _keepData, migrate: _migrate, ...storeOptions } = options
      const connection = (await database.open()).connection
      return { credentialKeys: [TEST_KEY], ...storeOptions, connection, schema: flavour.schema }
    }
    const open = async (options: OpenTestStoreOptions = {}): Promise<Store> => {
      const store = await openStore(await fullOptions(options))
      closers.push(() => store.close())
      if (!options.keepData) await dropSchema(store)
      if (options.migrate ?? true) await store.migrate()
      return store
    }
    const context = async (options: OpenTestStoreOptions = {}): Promise<StoreContext> => {
      await open(options)
      const opened = await openContext(await fullOptions(options))
      closers.push(opened.close)
      return opened.context
    }
    const connection = async () => (await database.open()).connection

    afterAll(async () => {
      await Promise.all(closers.map((close) => close()))
    })
    suite(flavour.name, Object.assign(open, { context, connection }), flavour)
  })
}

async function dropSchema({ db, schema }: Store): Promise<void> {
  await sql`DROP SCHEMA IF EXISTS ${sql.id(schema)} CASCADE`.execute(db)
}

interface FlavourDatabase {
  connection: Exclude<StoreOptions['connection'], { dataDir: string }>
  drop(): Promise<void>
}

/** Made when the first test wants it, so that filtered-out suites cost nothing. */
interface LazyDatabase {
  open(): Promise<FlavourDatabase>
  drop(): Promise<void>
}

function lazyDatabase(kind: StoreFlavour['database']): LazyDatabase {
  let made: Promise<FlavourDatabase> | undefined
  return {
    open: () => (made ??= makeDatabase(kind)),
    drop: async () => (await made)?.drop(),
  }
}

async function makeDatabase(kind: StoreFlavour['database']): Promise<FlavourDatabase> {
  if (kind === 'embedded') {
    const pglite = await PGlite.create()
    return { connection: { pglite }, drop: () => pglite.close() }
  }
  const database = await createTestDatabase({ timescale: kind === 'timescale' })
  return { connection: database.url, drop: () => database.drop() }
}
