import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/**
 * What humans are told of: the targets that have been written to, what each has been told, the messages on their way,
 * and the targets of single accounts, whose URLs are secrets.
 */
export const notifications: SchemaMigration = {
  name: '0014_notifications',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const targets = sql.id(schema, 'notification_targets')
    await sql`
      CREATE TABLE ${sql.id(schema, 'account_notify_urls')} (
        account_id varchar PRIMARY KEY REFERENCES ${sql.id(schema, 'accounts')} (account_id) ON DELETE CASCADE,
        notify_urls text NOT NULL
      )`.execute(db)
    await sql`
      CREATE TABLE ${targets} (
        target text PRIMARY KEY,
        shown text NOT NULL,
        failures integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        claim text,
        claimed_until timestamptz,
        last_sent_at timestamptz,
        last_error text
      )`.execute(db)
    await sql`
      CREATE TABLE ${sql.id(schema, 'notification_states')} (
        target text NOT NULL REFERENCES ${targets} (target) ON DELETE CASCADE,
        topic text NOT NULL,
        account_id varchar NOT NULL,
        subject text NOT NULL,
        code text NOT NULL,
        fingerprint text NOT NULL,
        title text NOT NULL,
        since timestamptz,
        opened_at timestamptz NOT NULL,
        told_at timestamptz NOT NULL,
        PRIMARY KEY (target, topic, account_id, subject)
      )`.execute(db)
    await sql`
      CREATE TABLE ${sql.id(schema, 'notification_messages')} (
        message_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        sequence bigserial,
        target text NOT NULL REFERENCES ${targets} (target) ON DELETE CASCADE,
        account_id varchar NOT NULL,
        code text NOT NULL,
        content text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT clock_timestamp(),
        attempts integer NOT NULL DEFAULT 0,
        next_attempt_at timestamptz NOT NULL DEFAULT now(),
        sent_at timestamptz,
        given_up_at timestamptz,
        last_error text
      )`.execute(db)
    await sql`
      CREATE INDEX ix_notification_messages_pending ON ${sql.id(schema, 'notification_messages')} (target, sequence)
      WHERE sent_at IS NULL AND given_up_at IS NULL`.execute(db)
    await sql`
      CREATE INDEX ix_notification_messages_created ON ${sql.id(schema, 'notification_messages')} (created_at)`.execute(
      db,
    )
  },
}
