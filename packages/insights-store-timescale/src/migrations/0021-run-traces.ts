import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/** In which trace a run is carried out, and which span of whose asked for it: the worker goes on from there. */
export const runTraces: SchemaMigration = {
  name: '0021_run_traces',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    await sql`
      ALTER TABLE ${sql.id(schema, 'sync_runs')}
        ADD COLUMN otel_trace_id text, ADD COLUMN asked_by_span text`.execute(db)
  },
}
