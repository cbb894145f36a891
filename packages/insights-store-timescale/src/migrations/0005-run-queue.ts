import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * What several workers need of the runs: at most one of an account that is queued or running, and an index by which
 * the few that are due are found among all that ever were.
 */
export const runQueue: SchemaMigration = {
  name: '0005_run_queue',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const runs = sql.id(schema, 'sync_runs')
    await sql`
      UPDATE ${runs} AS run SET status = 'failed', error_code = 'interrupted',
        error_message = format('The run was %s when a newer one began.', status),
        finished_at = coalesce(finished_at, clock_timestamp()), next_attempt_at = NULL, progress = progress + 1
      WHERE status IN ('queued', 'running') AND EXISTS (
        SELECT FROM ${runs} AS newer WHERE newer.account_id = run.account_id
          AND newer.status IN ('queued', 'running')
          AND (newer.created_at, newer.run_id) > (run.created_at, run.run_id))`.execute(db)
    await sql`
      CREATE UNIQUE INDEX uq_sync_runs_open ON ${runs} (account_id)
      WHERE status IN ('queued', 'running')`.execute(db)
    await sql`
      CREATE INDEX ix_sync_runs_pending ON ${runs} (account_id)
      WHERE status IN ('queued', 'running') OR next_attempt_at IS NOT NULL`.execute(db)
  },
}
