import { LONG_TABLE_NAMES, WIDE_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { isMigrationError } from '../../src/errors.ts'
import { readHypertables } from '../../src/hypertables/timescale-catalogue.ts'
import { ALL_MIGRATIONS } from '../../src/migrations/all-migrations.ts'
import { migrate } from '../../src/migrations/migrate.ts'
import type { SchemaMigration } from '../../src/migrations/schema-migration.ts'
import { openContext } from '../../src/open-context.ts'
import type { Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { TABLES } from '../../src/tables.ts'
import { describeStores, TEST_KEY } from '../support/describe-stores.ts'
import { readIndexNames, readLiveSchema } from '../support/live-schema.ts'
import { buildPythonDatabase, PYTHON_COOKIE, PYTHON_REVISIONS } from '../support/python-database.ts'
import { PLAIN_FLAVOURS, STORE_FLAVOURS } from '../support/store-flavours.ts'

const rowsOf = async ({ db, schema }: Store): Promise<unknown[][]> => {
  const tables = WIDE_TABLE_NAMES.map(
    (table) => sql`SELECT * FROM ${tableIn(schema, table)} AS r ORDER BY r::text`,
  )
  const found = []
  for (const table of tables) found.push((await table.execute(db)).rows)
  return found
}

/** Rows of the history as they are once they can say when they were confirmed, which they do not. */
const withNewColumn = (tables: unknown[][]) =>
  tables.map((rows) => rows.map((row) => ({ ...(row as object), confirmed_on: null })))

describeStores(
  (_name, open, flavour) => {
    const forms = flavour.database === 'timescale' ? [true, false] : [false]
    describe.each(forms)('from tables that are hypertables: %s', (hypertables) => {
      it.each(PYTHON_REVISIONS)('takes over a database at revision %s with its rows', async (revision) => {
        const store = await open({ migrate: false })
        await buildPythonDatabase(store.db, store.schema, { revision, hypertables })
        const before = await rowsOf(store)

        const report = await store.migrate()

        expect(report).toMatchObject({ adopted: true, encryptedCookies: 2 })
        expect(await rowsOf(store)).toEqual(withNewColumn(before))
        const live = await readLiveSchema(store.db, store.schema)
        for (const [table, columns] of Object.entries(TABLES)) {
          expect(Object.keys(live[table] ?? {}).sort(), table).toEqual(Object.keys(columns).sort())
          for (const [name, { type, nullable }] of Object.entries(columns)) {
            expect(live[table]?.[name], `${table}.${name}`).toEqual({ type, nullable })
          }
        }
        const version = await sql`SELECT version_num FROM public.alembic_version`.execute(store.db)
        expect(version.rows).toEqual([{ version_num: revision }])
        expect(await readIndexNames(store.db, store.schema, 'chart_query')).toContain(
          'ix_airbnb_chart_query_listing_date',
        )
        const again = await store.migrate()
        expect(again).toEqual({
          applied: [],
          adopted: false,
          hypertables: { created: [], intervalChanged: [] },
          encryptedCookies: 0,
        })
      })
    })

    it('keeps what the accounts had, and encrypts their cookies', async () => {
      const store = await open({ migrate: false })
      await buildPythonDatabase(store.db, store.schema, { revision: 'c8fc3d1477cb', hypertables: false })
      await store.migrate()

      const stored = await store.db.selectFrom('accounts').selectAll().orderBy('account_id').execute()
      expect(stored.map((row) => row.airbnb_cookie.startsWith('enc:v1:test:'))).toEqual([true, true])
      expect(stored.map((row) => row.x_airbnb_client_trace_id)).toEqual(['trace-1', 'trace-2'])
      const credentials = await store.accounts.credentials('120000042')
      expect(credentials?.cookie === PYTHON_COOKIE).toBe(true)
    })

    it('knows what the Python system had removed', async () => {
      const store = await open({ migrate: false })
      await buildPythonDatabase(store.db, store.schema, { revision: 'b173c060e492', hypertables: false })
      await store.migrate()

      expect((await store.accounts.list()).map(({ accountId }) => accountId)).toEqual(['120000042'])
    })

    it('leaves cookies as they are where there is no key', async () => {
      const store = await open({ migrate: false, credentialKeys: [] })
      await buildPythonDatabase(store.db, store.schema, { revision: 'caf75040fccc', hypertables: false })

      expect(await store.migrate()).toMatchObject({ adopted: true, encryptedCookies: 0 })
      const credentials = await store.accounts.credentials('120000042')
      expect(credentials?.cookie === PYTHON_COOKIE).toBe(true)
    })

    it('fills the listings from the rows, each cursor at what all three tables have', async () => {
      const store = await open({ migrate: false })
      await buildPythonDatabase(store.db, store.schema, { revision: 'c8fc3d1477cb', hypertables: false })
      await store.migrate()

      expect(await store.listings.list('120000042')).toEqual([
        {
          listingId: '11',
          listingName: null,
          internalName: 'House 11 of 2025-10-20',
          firstSeenOn: '2025-10-01',
          lastSeenOn: '2025-10-20',
          lastSyncedDay: '2025-10-18',
        },
        {
          listingId: '12',
          listingName: null,
          internalName: 'House 12 of 2025-10-20',
          firstSeenOn: '2025-10-01',
          lastSeenOn: '2025-10-20',
          lastSyncedDay: null,
        },
      ])
    })

    it('refuses tables of the same names that are somebody else’s, and changes nothing', async () => {
      const store = await open({ migrate: false })
      await sql`CREATE SCHEMA ${sql.id(store.schema)}`.execute(store.db)
      await sql`CREATE TABLE ${tableIn(store.schema, 'accounts')} (account_id integer)`.execute(store.db)

      const error: unknown = await store.migrate().catch((thrown: unknown) => thrown)

      expect(isMigrationError(error)).toBe(true)
      expect(String(error)).toContain('account_id is of type integer')
      expect(Object.keys(await readLiveSchema(store.db, store.schema))).toEqual(['accounts'])
    })

    it('refuses tables that lack a column which no migration adds, and changes nothing', async () => {
      const store = await open({ migrate: false })
      await buildPythonDatabase(store.db, store.schema, { revision: 'c8fc3d1477cb', hypertables: false })
      const table = tableIn(store.schema, 'list_of_metrics')
      await sql`ALTER TABLE ${table} DROP COLUMN p2_impressions_value`.execute(store.db)
      const before = await readLiveSchema(store.db, store.schema)

      const error: unknown = await store.migrate().catch((thrown: unknown) => thrown)

      expect(isMigrationError(error)).toBe(true)
      expect(String(error)).toContain('its column p2_impressions_value is missing')
      expect(await readLiveSchema(store.db, store.schema)).toEqual(before)
    })

    it('takes over tables that lack a column which a later migration adds', async () => {
      const store = await open({ migrate: false })
      await buildPythonDatabase(store.db, store.schema, { revision: 'c8fc3d1477cb', hypertables: false })
      const table = tableIn(store.schema, 'list_of_metrics')
      await sql`ALTER TABLE ${table} DROP COLUMN p2_impressions_value`.execute(store.db)
      const connection = await open.connection()
      const opened = await openContext({ connection, schema: flavour.schema, credentialKeys: [TEST_KEY] })
      const adding: SchemaMigration = {
        name: '9999_adds_it',
        up: async (db, schema) =>
          void (await sql`
            ALTER TABLE ${sql.id(schema, 'list_of_metrics')} ADD COLUMN p2_impressions_value integer`.execute(
            db,
          )),
      }

      const report = await migrate(opened.context, opened.unbound, {}, [...ALL_MIGRATIONS, adding])

      await opened.close()
      expect(report).toMatchObject({ adopted: true, encryptedCookies: 2 })
    })

    if (flavour.database !== 'timescale') return

    it('makes new chunks of 30 days and leaves the others', async () => {
      const store = await open({ migrate: false })
      await buildPythonDatabase(store.db, store.schema, { revision: 'c8fc3d1477cb', hypertables: true })
      const [before] = await readHypertables(store.db, store.schema)
      expect(before).toMatchObject({ table: 'chart_query', chunkIntervalDays: 7 })

      expect((await store.migrate()).hypertables).toEqual({
        created: [...LONG_TABLE_NAMES],
        intervalChanged: [...WIDE_TABLE_NAMES],
      })

      const [after] = await readHypertables(store.db, store.schema)
      expect(after).toEqual({ ...before, chunkIntervalDays: 30 })
    })
  },
  [...STORE_FLAVOURS, ...PLAIN_FLAVOURS],
)
