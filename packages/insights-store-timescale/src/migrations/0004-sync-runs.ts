import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/** The runs, what became of each listing in them, and the leases that keep two runs of an account apart. */
export const syncRuns: SchemaMigration = {
  name: '0004_sync_runs',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const accounts = sql.id(schema, 'accounts')
    const runs = sql.id(schema, 'sync_runs')
    await sql`
      CREATE TABLE ${runs} (
        run_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        account_id varchar NOT NULL REFERENCES ${accounts} (account_id),
        status text NOT NULL DEFAULT 'queued' CONSTRAINT ck_sync_runs_status CHECK (status IN (
          'queued', 'running', 'succeeded', 'partial', 'failed', 'auth_failed', 'rate_limited', 'cancelled'
        )),
        trigger text NOT NULL DEFAULT 'manual'
          CONSTRAINT ck_sync_runs_trigger CHECK (trigger IN ('manual', 'scheduled')),
        full_sync boolean NOT NULL DEFAULT false,
        scrape_day date NOT NULL,
        base_day date,
        holder text,
        lease_token bigint,
        attempts integer NOT NULL DEFAULT 1,
        retries integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        started_at timestamptz,
        finished_at timestamptz,
        next_attempt_at timestamptz,
        cancel_requested_at timestamptz,
        listings_total integer NOT NULL DEFAULT 0,
        listings_succeeded integer NOT NULL DEFAULT 0,
        listings_failed integer NOT NULL DEFAULT 0,
        requests_total integer NOT NULL DEFAULT 0,
        requests_done integer NOT NULL DEFAULT 0,
        rows_inserted bigint NOT NULL DEFAULT 0,
        rows_updated bigint NOT NULL DEFAULT 0,
        rows_unchanged bigint NOT NULL DEFAULT 0,
        progress bigint NOT NULL DEFAULT 0,
        error_code text,
        error_message text,
        notes jsonb NOT NULL DEFAULT '[]'
      )`.execute(db)
    await sql`CREATE INDEX ix_sync_runs_account_created ON ${runs} (account_id, created_at DESC)`.execute(db)
    await sql`
      CREATE UNIQUE INDEX uq_sync_runs_scheduled ON ${runs} (account_id, scrape_day)
      WHERE trigger = 'scheduled'`.execute(db)
    await sql`
      CREATE TABLE ${sql.id(schema, 'sync_run_listings')} (
        run_id uuid NOT NULL REFERENCES ${runs} (run_id) ON DELETE CASCADE,
        airbnb_listing_id text NOT NULL,
        listing_name text,
        airbnb_internal_name text,
        status text NOT NULL DEFAULT 'pending'
          CONSTRAINT ck_sync_run_listings_status CHECK (status IN ('pending', 'succeeded', 'failed')),
        window_start date,
        window_end date,
        base_day date,
        requests integer NOT NULL DEFAULT 0,
        rows_inserted integer NOT NULL DEFAULT 0,
        rows_updated integer NOT NULL DEFAULT 0,
        rows_unchanged integer NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0,
        error_code text,
        error_message text,
        error_path text,
        trace_id text,
        response_body text,
        note_code text,
        note_message text,
        finished_at timestamptz,
        PRIMARY KEY (run_id, airbnb_listing_id)
      )`.execute(db)
    await sql`
      CREATE TABLE ${sql.id(schema, 'account_leases')} (
        account_id varchar PRIMARY KEY REFERENCES ${accounts} (account_id) ON DELETE CASCADE,
        holder text NOT NULL,
        token bigint NOT NULL,
        acquired_at timestamptz NOT NULL,
        renewed_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL
      )`.execute(db)
  },
}
