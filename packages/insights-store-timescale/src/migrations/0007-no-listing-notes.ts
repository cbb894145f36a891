import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * A listing's entry in a run had a note where not all of its answers could be dated. Every number is dated by its own
 * answer now, and what is worth knowing is noted with the run.
 */
export const noListingNotes: SchemaMigration = {
  name: '0007_no_listing_notes',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    await sql`
      ALTER TABLE ${sql.id(schema, 'sync_run_listings')} DROP COLUMN note_code, DROP COLUMN note_message
    `.execute(db)
  },
}
