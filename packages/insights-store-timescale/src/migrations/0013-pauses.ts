import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * Pauses of a network before a site where something in between answers, and how a run ends that met it. Ended pauses
 * stay for a while: they tell whether it is one account alone that meets a wall.
 */
export const pauses: SchemaMigration = {
  name: '0013_pauses',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const table = sql.id(schema, 'pauses')
    await sql`
      CREATE TABLE ${table} (
        pause_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        network text NOT NULL,
        site text NOT NULL,
        account_id varchar,
        reason text NOT NULL,
        since timestamptz NOT NULL,
        failures integer NOT NULL,
        next_probe_at timestamptz NOT NULL,
        probing_account_id varchar,
        met_by jsonb NOT NULL DEFAULT '[]',
        ended_at timestamptz,
        ended_by varchar
      )`.execute(db)
    await sql`
      CREATE UNIQUE INDEX uq_pauses_open ON ${table} (network, site, coalesce(account_id, ''))
      WHERE ended_at IS NULL`.execute(db)
    const runs = sql.id(schema, 'sync_runs')
    await sql`ALTER TABLE ${runs} DROP CONSTRAINT IF EXISTS ck_sync_runs_status`.execute(db)
    await sql`
      ALTER TABLE ${runs} ADD CONSTRAINT ck_sync_runs_status CHECK (status IN (
        'queued', 'running', 'succeeded', 'partial', 'failed', 'auth_failed', 'rate_limited', 'blocked', 'cancelled'
      ))`.execute(db)
  },
}
