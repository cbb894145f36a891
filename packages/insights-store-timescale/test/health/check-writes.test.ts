import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { createTestDatabase } from '../../../../scripts/test-database.ts'
import { isDatabaseNotWritableError } from '../../src/errors.ts'
import { openStore, type Store } from '../../src/open-store.ts'
import { tableIn } from '../../src/store-context.ts'
import { describeStores } from '../support/describe-stores.ts'
import { openFilled } from '../support/filled-store.ts'
import { ALL_FLAVOURS } from '../support/store-flavours.ts'

const refusalOf = async (store: Store) => {
  const error: unknown = await store.checkWrites().then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isDatabaseNotWritableError(error)) throw error
  return error
}

describeStores((_name, open, flavour) => {
  it('writes to every table, and leaves nothing behind', async () => {
    const empty = await open()
    await expect(empty.checkWrites()).resolves.toBeUndefined()
    const store = await openFilled(open)
    await expect(store.checkWrites()).resolves.toBeUndefined()
    for (const table of ['accounts', ...METRIC_TABLE_NAMES] as const) {
      const { rows } = await sql`SELECT account_id FROM ${tableIn(store.schema, table)}
        WHERE account_id <> '1'`.execute(store.db)
      expect(rows, table).toEqual([])
    }
    expect(await store.db.selectFrom('sync_runs').selectAll().execute()).toEqual([])
  })

  if (flavour.database === 'embedded') return

  it('sees a database that is read-only for new sessions, though its own can still write', async () => {
    const store = await open()
    const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(store.db)
    const name = rows[0]?.name ?? ''
    const database = sql.id(name)
    await sql`ALTER DATABASE ${database} SET default_transaction_read_only = on`.execute(store.db)
    try {
      const error = await refusalOf(store)
      expect(error).toMatchObject({
        code: 'not_writable',
        reason: 'read_only',
        message: `The database ${name} is read-only.`,
      })
      expect(error.remedy).toContain(`ALTER DATABASE "${name}" RESET default_transaction_read_only;`)
    } finally {
      await sql`ALTER DATABASE ${database} RESET default_transaction_read_only`.execute(store.db)
    }
    await expect(store.checkWrites()).resolves.toBeUndefined()
  })

  if (flavour.database !== 'timescale') return

  it('sees TimescaleDB’s restoring mode, until the restore is ended', async () => {
    const store = await open()
    await sql`SELECT timescaledb_pre_restore()`.execute(store.db)
    try {
      const error = await refusalOf(store)
      expect(error.reason).toBe('restoring')
      expect(error.remedy).toContain('SELECT timescaledb_post_restore();')
    } finally {
      await sql`SELECT timescaledb_post_restore()`.execute(store.db)
    }
    await expect(store.checkWrites()).resolves.toBeUndefined()
  })

  it('sees hypertables that are none, and migrating makes them so again', async () => {
    const store = await open()
    const table = tableIn(store.schema, 'chart_query')
    const extension = sql.id('_timescaledb_functions', 'insert_blocker')
    // As a dump of the schema alone leaves it: a plain table with what kept rows out of the hypertable's root.
    await sql`CREATE TABLE ${tableIn(store.schema, 'copied' as never)} (LIKE ${table} INCLUDING ALL)`.execute(
      store.db,
    )
    await sql`DROP TABLE ${table} CASCADE`.execute(store.db)
    await sql`ALTER TABLE ${tableIn(store.schema, 'copied' as never)} RENAME TO chart_query`.execute(store.db)
    await sql`ALTER TABLE ${table} ADD FOREIGN KEY (account_id) REFERENCES ${tableIn(store.schema, 'accounts')}`.execute(
      store.db,
    )
    await sql`CREATE TRIGGER ts_insert_blocker BEFORE INSERT ON ${table}
      FOR EACH ROW EXECUTE FUNCTION ${extension}()`.execute(store.db)

    const error = await refusalOf(store)
    expect(error.reason).toBe('no_hypertable')
    expect(error.remedy).toMatch(/^Migrate again/)
    expect((await store.migrate()).hypertables.created).toEqual(['chart_query'])
    await expect(store.checkWrites()).resolves.toBeUndefined()
  })

  it('says which grant is missing to a role that may only read', async () => {
    const store = await open()
    const schema = sql.id(store.schema)
    const { rows } = await sql<{ name: string }>`SELECT current_database() AS name`.execute(store.db)
    const role = `reader_${rows[0]?.name ?? ''}`
    await sql`CREATE ROLE ${sql.id(role)} LOGIN`.execute(store.db)
    try {
      await sql`GRANT USAGE ON SCHEMA ${schema} TO ${sql.id(role)}`.execute(store.db)
      await sql`GRANT SELECT ON ALL TABLES IN SCHEMA ${schema} TO ${sql.id(role)}`.execute(store.db)
      const connection = await open.connection()
      const url = new URL(typeof connection === 'string' ? connection : '')
      url.username = role
      await using reader = await openStore({ connection: url.href, schema: store.schema })
      const error = await refusalOf(reader)
      expect(error).toMatchObject({ reason: 'denied', message: expect.stringContaining('permission denied') })
      expect(error.remedy).toContain('GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "')
    } finally {
      await sql`DROP OWNED BY ${sql.id(role)}`.execute(store.db)
      await sql`DROP ROLE ${sql.id(role)}`.execute(store.db)
    }
  })
}, ALL_FLAVOURS)

it('tells a broken connection as what it is', async ({ skip }) => {
  if (!process.env['TEST_DATABASE_URL']) skip()
  const database = await createTestDatabase()
  await using store = await openStore({ connection: database.url, allowPlaintextCredentials: true })
  await store.migrate()
  await database.drop()
  const error: unknown = await store.checkWrites().catch((thrown: unknown) => thrown)
  expect(isDatabaseNotWritableError(error)).toBe(false)
  expect(error).toBeInstanceOf(Error)
})
