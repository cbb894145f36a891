import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * The sessions of each account: since when, how often Airbnb has renewed them, how they ended. Those in use get what is
 * known of them. A purge of the account takes them along.
 */
export const accountSessions: SchemaMigration = {
  name: '0012_account_sessions',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const sessions = sql.id(schema, 'account_sessions')
    const accounts = sql.id(schema, 'accounts')
    await sql`
      CREATE TABLE ${sessions} (
        account_id varchar NOT NULL,
        credential_version bigint NOT NULL,
        cookie_digest text,
        set_at timestamptz,
        last_answered_at timestamptz,
        last_renewed_at timestamptz,
        renewals integer NOT NULL DEFAULT 0,
        ended_at timestamptz,
        ended_how text CONSTRAINT ck_account_sessions_ended_how CHECK (ended_how IN ('expired', 'replaced')),
        PRIMARY KEY (account_id, credential_version),
        CONSTRAINT fk_account_sessions_account FOREIGN KEY (account_id)
          REFERENCES ${accounts} (account_id) ON DELETE CASCADE
      )`.execute(db)
    await sql`
      INSERT INTO ${sessions} (account_id, credential_version, set_at, last_answered_at, ended_at, ended_how)
      SELECT account_id, credential_version, cookie_set_at,
        CASE credential_status WHEN 'ok' THEN credential_checked_at END,
        CASE credential_status WHEN 'expired' THEN credential_checked_at END,
        CASE credential_status WHEN 'expired' THEN 'expired' END
      FROM ${accounts}`.execute(db)
  },
}
