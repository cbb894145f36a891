import { type Kysely, sql } from 'kysely'
import { ACCOUNT_CHANGES_CHANNEL } from '../operator/account-changes.ts'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * What the operator of a cluster has done, and a word to whoever listens that an account is another one now. What syncs
 * write again and again (when it was synced and asked, the rotated cookie) is no change.
 */
export const operator: SchemaMigration = {
  name: '0020_operator',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const accounts = sql.id(schema, 'accounts')
    const events = sql.id(schema, 'operator_events')
    const notify = sql.id(schema, 'notify_account_change')
    await sql`
      CREATE TABLE ${events} (
        event_id bigserial PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT clock_timestamp(),
        operator text NOT NULL,
        account_id varchar,
        kind text NOT NULL,
        object text,
        message text NOT NULL
      )`.execute(db)
    await sql`CREATE INDEX ix_operator_events_account ON ${events} (account_id, event_id)`.execute(db)
    await sql`
      CREATE FUNCTION ${notify}() RETURNS trigger LANGUAGE plpgsql AS $function$
      BEGIN
        PERFORM pg_catalog.pg_notify(${sql.lit(ACCOUNT_CHANGES_CHANNEL)}, pg_catalog.json_build_object(
          'schema', TG_TABLE_SCHEMA, 'account_id', coalesce(NEW.account_id, OLD.account_id))::text);
        RETURN NULL;
      END
      $function$`.execute(db)
    await sql`COMMENT ON FUNCTION ${notify}() IS
      'Tells whoever listens that an account was made, changed or removed, for the operator of a cluster.'`.execute(
      db,
    )
    await sql`
      CREATE TRIGGER tr_accounts_made AFTER INSERT OR DELETE ON ${accounts}
      FOR EACH ROW EXECUTE FUNCTION ${notify}()`.execute(db)
    await sql`
      CREATE TRIGGER tr_accounts_changed AFTER UPDATE ON ${accounts}
      FOR EACH ROW
      WHEN ((OLD.is_active, OLD.deleted_at, OLD.credential_status, OLD.credential_version, OLD.name)
        IS DISTINCT FROM (NEW.is_active, NEW.deleted_at, NEW.credential_status, NEW.credential_version, NEW.name))
      EXECUTE FUNCTION ${notify}()`.execute(db)
  },
}
