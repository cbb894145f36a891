import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/** What an account's copied requests said of the API beside the session: hashes, the web client's key, language, currency. */
export const learnedRequests: SchemaMigration = {
  name: '0011_learned_requests',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    await sql`
      ALTER TABLE ${sql.id(schema, 'accounts')} ADD COLUMN learned jsonb, ADD COLUMN learned_at timestamptz
    `.execute(db)
  },
}
