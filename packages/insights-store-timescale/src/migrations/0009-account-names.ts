import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/** An account's name, as its owner calls it: Airbnb's own number says little to whoever has several. */
export const accountNames: SchemaMigration = {
  name: '0009_account_names',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    await sql`ALTER TABLE ${sql.id(schema, 'accounts')} ADD COLUMN name text`.execute(db)
  },
}
