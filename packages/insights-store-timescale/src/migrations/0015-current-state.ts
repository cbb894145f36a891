import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

const rates = (...names: string[]) => names.map((name) => `${name} double precision, ${name}_string text`)
const counts = (...names: string[]) => names.map((name) => `${name} integer, ${name}_string text`)

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  chart_query: [
    'metric_date date NOT NULL',
    ...rates('conversion_rate_your_value', 'conversion_rate_similar_value'),
    ...counts('p3_impressions_your_value', 'p3_impressions_similar_value'),
  ],
  chart_summary: [
    'window_start date NOT NULL, window_end date NOT NULL',
    ...rates('conversion_rate_value', 'conversion_rate_value_change', 'p2_impressions_first_page_rate_value'),
    ...rates('search_conversion_rate_value', 'listing_conversion_rate_value'),
    ...counts('p3_impressions_value'),
    ...rates('p3_impressions_value_change'),
    ...counts('p2_impressions_value'),
  ],
  list_of_metrics: [
    'window_start date NOT NULL, window_end date NOT NULL',
    ...rates('conversion_rate_value', 'p2_impressions_first_page_rate_value'),
    ...rates('search_conversion_rate_value', 'listing_conversion_rate_value'),
    ...counts('p3_impressions_value', 'p2_impressions_value'),
  ],
}

/**
 * What is known now, a row for each night and each week; which readings said what was known before, so that they need no
 * row of their own; and whether they get one all the same. A database that the Python system made goes on as it did,
 * whose queries look for rows of a certain day.
 */
export const currentState: SchemaMigration = {
  name: '0015_current_state',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const accounts = sql.id(schema, 'accounts')
    for (const [table, columns] of Object.entries(COLUMNS)) {
      const day = sql.ref(table === 'chart_query' ? 'metric_date' : 'window_start')
      // Most writes move the confirmation alone, which fits on the page where there is room.
      await sql`
        CREATE TABLE ${sql.id(schema, `${table}_current`)} (
          account_id varchar NOT NULL REFERENCES ${accounts} (account_id),
          "time" date NOT NULL,
          confirmed_on date NOT NULL,
          first_read_on date NOT NULL,
          airbnb_listing_id text NOT NULL,
          airbnb_internal_name text,
          ${sql.raw(columns.join(', '))},
          PRIMARY KEY (account_id, airbnb_listing_id, ${day})
        ) WITH (fillfactor = 75)`.execute(db)
      await sql`ALTER TABLE ${sql.id(schema, table)} ADD COLUMN confirmed_on date`.execute(db)
    }
    await sql`
      CREATE TABLE ${sql.id(schema, 'confirmations')} (
        account_id varchar NOT NULL REFERENCES ${accounts} (account_id),
        "time" date NOT NULL,
        airbnb_listing_id text NOT NULL,
        chart_query datemultirange NOT NULL DEFAULT '{}',
        chart_summary datemultirange NOT NULL DEFAULT '{}',
        list_of_metrics datemultirange NOT NULL DEFAULT '{}',
        PRIMARY KEY (account_id, airbnb_listing_id, "time")
      )`.execute(db)
    await sql`
      CREATE INDEX ix_confirmations_account_time ON ${sql.id(schema, 'confirmations')} (account_id, "time")`.execute(
      db,
    )
    await sql`
      CREATE TABLE ${sql.id(schema, 'history_mode')} (
        mode text NOT NULL DEFAULT 'changes' CONSTRAINT ck_history_mode CHECK (mode IN ('changes', 'all'))
      )`.execute(db)
    await sql`
      INSERT INTO ${sql.id(schema, 'history_mode')}
      SELECT CASE WHEN ${isOfPython(schema)} THEN 'all' ELSE 'changes' END`.execute(db)
  },
}

/** It made an index that this package never did. */
const isOfPython = (schema: string): RawBuilder<boolean> => sql`EXISTS (
  SELECT FROM pg_catalog.pg_indexes
  WHERE schemaname = ${schema} AND indexname = 'ix_airbnb_chart_query_listing_date')`
