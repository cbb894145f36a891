import { type Kysely, sql } from 'kysely'
import { expect, it } from 'vitest'
import { isMigrationError } from '../../src/errors.ts'
import { ALL_MIGRATIONS } from '../../src/migrations/all-migrations.ts'
import { migrate } from '../../src/migrations/migrate.ts'
import type { SchemaMigration } from '../../src/migrations/schema-migration.ts'
import { openContext } from '../../src/open-context.ts'
import { describeStores, TEST_KEY } from '../support/describe-stores.ts'
import { readLiveSchema } from '../support/live-schema.ts'

/** Does half of its work, and then meets an error of the database. */
const halfDone: SchemaMigration = {
  name: '9999_half_done',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    await sql`CREATE TABLE ${sql.id(schema, 'half_done')} (id integer)`.execute(db)
    await sql`SELECT 1 / 0`.execute(db)
  },
}

describeStores((_name, open, flavour) => {
  const openWith = async (migrations: readonly SchemaMigration[]) => {
    const connection = await open.connection()
    const opened = await openContext({ connection, schema: flavour.schema, credentialKeys: [TEST_KEY] })
    return { ...opened, migrate: () => migrate(opened.context, opened.unbound, {}, migrations) }
  }

  it('leaves nothing behind in a fresh database', async () => {
    const store = await open({ migrate: false })
    const half = await openWith([...ALL_MIGRATIONS, halfDone])

    const error: unknown = await half.migrate().catch((thrown: unknown) => thrown)

    expect(isMigrationError(error) && error.migration).toBe('9999_half_done')
    expect(String(error)).toMatch(/9999_half_done failed: division by zero\. Nothing was changed\./)
    expect(await readLiveSchema(store.db, store.schema)).toEqual({})
    const schemas = await sql`SELECT 1 FROM pg_namespace WHERE nspname = ${store.schema}`.execute(store.db)
    expect(schemas.rows).toEqual([])
    await half.close()
  })

  it('leaves a migrated database as it was, and the next migration works', async () => {
    const store = await open()
    const before = await readLiveSchema(store.db, store.schema)
    const half = await openWith([...ALL_MIGRATIONS, halfDone])

    await expect(half.migrate()).rejects.toSatisfy(isMigrationError)

    expect(await readLiveSchema(store.db, store.schema)).toEqual(before)
    expect((await store.migrate()).applied).toEqual([])
    await half.close()
  })
})
