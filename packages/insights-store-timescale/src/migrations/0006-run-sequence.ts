import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * What grows with everything that happens to a run is called what it is; and the base day that an account's last run
 * measured, from which the next one begins, is found by an index.
 */
export const runSequence: SchemaMigration = {
  name: '0006_run_sequence',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const runs = sql.id(schema, 'sync_runs')
    await sql`ALTER TABLE ${runs} RENAME COLUMN progress TO sequence`.execute(db)
    await sql`
      CREATE INDEX ix_sync_runs_base_day ON ${runs} (account_id, scrape_day DESC, created_at DESC)
      WHERE base_day IS NOT NULL`.execute(db)
  },
}
