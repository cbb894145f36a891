import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/** The site that an account's session is of: a host who signs in to a country site is asked there. */
export const accountSites: SchemaMigration = {
  name: '0010_account_sites',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    await sql`ALTER TABLE ${sql.id(schema, 'accounts')} ADD COLUMN base_url text`.execute(db)
  },
}
