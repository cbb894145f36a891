import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * Soft deletion and the state of the credentials. The Python system's revisions differ here: the trace id
 * is NOT NULL, then gone, and `deleted_at` comes last; every one of them ends up the same.
 */
export const accountLifecycle: SchemaMigration = {
  name: '0002_account_lifecycle',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const accounts = sql.id(schema, 'accounts')
    await sql`ALTER TABLE ${accounts} ADD COLUMN IF NOT EXISTS x_airbnb_client_trace_id varchar`.execute(db)
    await sql`ALTER TABLE ${accounts} ALTER COLUMN x_airbnb_client_trace_id DROP NOT NULL`.execute(db)
    await sql`
      ALTER TABLE ${accounts}
        ADD COLUMN IF NOT EXISTS deleted_at timestamptz,
        ADD COLUMN credential_status text NOT NULL DEFAULT 'unknown'
          CONSTRAINT ck_accounts_credential_status CHECK (credential_status IN ('ok', 'expired', 'unknown')),
        ADD COLUMN credential_checked_at timestamptz,
        ADD COLUMN credential_version bigint NOT NULL DEFAULT 1,
        ADD COLUMN cookie_set_at timestamptz`.execute(db)
  },
}
