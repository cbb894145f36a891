import { type Kysely, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

/** Which metrics an account was given, and which it was refused: those are asked for more rarely. */
export const accountMetrics: SchemaMigration = {
  name: '0018_account_metrics',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    await sql`
      CREATE TABLE ${sql.id(schema, 'account_metrics')} (
        account_id varchar NOT NULL REFERENCES ${sql.id(schema, 'accounts')} (account_id) ON DELETE CASCADE,
        metric text NOT NULL,
        answered_on date,
        refused_on date,
        refusal text,
        PRIMARY KEY (account_id, metric)
      )`.execute(db)
  },
}
