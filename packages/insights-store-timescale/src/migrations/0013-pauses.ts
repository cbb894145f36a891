import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * Pauses of a network before a site where something in between answers, and how a run ends that met it. Ended pauses
 * stay for a while: they tell whether it is one account alone that meets a wall. And when each site was last known to
 * answer each network, so that where that is not known one asks before the others do.
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
    await sql`
      CREATE TABLE ${sql.id(schema, 'site_answers')} (
        network text NOT NULL,
        site text NOT NULL,
        answered_at timestamptz,
        scout_until timestamptz,
        PRIMARY KEY (network, site)
      )`.execute(db)
    const runs = sql.id(schema, 'sync_runs')
    await sql`ALTER TABLE ${runs} DROP CONSTRAINT IF EXISTS ck_sync_runs_status`.execute(db)
    await sql`
      ALTER TABLE ${runs} ADD CONSTRAINT ck_sync_runs_status CHECK (status IN (
        'queued', 'running', 'succeeded', 'partial', 'failed', 'auth_failed', 'rate_limited', 'blocked', 'cancelled'
      ))`.execute(db)
  },
}
