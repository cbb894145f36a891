import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { isNewerSchemaError, isNotMigratedError } from '../../src/errors.ts'
import { MIGRATION_TABLE } from '../../src/migrations/migration-state.ts'
import { describeStores } from '../support/describe-stores.ts'

describeStores((_name, open) => {
  it('refuses a schema that a newer version migrated', async () => {
    const store = await open()
    await sql`
      INSERT INTO ${sql.id(store.schema, MIGRATION_TABLE)} VALUES ('0999_of_tomorrow', '2031-01-01T00:00:00.000Z')
    `.execute(store.db)

    const attempts = [() => store.migrate(), () => store.migrationStatus(), () => store.assertMigrated()]
    for (const attempt of attempts) {
      const error: unknown = await attempt().catch((thrown: unknown) => thrown)
      expect(isNewerSchemaError(error) && error.unknown).toEqual(['0999_of_tomorrow'])
      expect(String(error)).toContain('Upgrade this package')
    }
  })

  it('says what is pending', async () => {
    const store = await open({ migrate: false })
    const error: unknown = await store.assertMigrated().catch((thrown: unknown) => thrown)
    expect(isNotMigratedError(error) && error.pending).toEqual((await store.migrationStatus()).pending)
    expect(String(error)).toContain('store.migrate()')

    await store.migrate()
    await expect(store.assertMigrated()).resolves.toBeUndefined()
  })
})
