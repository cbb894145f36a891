import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'

const VALUE = ['value double precision', 'value_string text', 'value_type text', 'value_raw text']

const TABLES = {
  metric_points: {
    columns: [
      'metric text NOT NULL, series text NOT NULL, granularity text NOT NULL, metric_date date NOT NULL',
      ...VALUE,
    ],
    key: ['metric', 'series', 'granularity', 'metric_date'],
  },
  metric_windows: {
    columns: [
      'metric text NOT NULL, window_start date NOT NULL, window_end date NOT NULL',
      ...VALUE,
      'value_change double precision, value_change_string text, compared_with text, currency text',
    ],
    key: ['metric', 'window_start', 'window_end'],
  },
} as const

/**
 * The tables of every number that no column of the others holds, a row for each. A listing has many of them for the same
 * night, which are read again together: from now on confirmations have a row for each lane of nights, of one table or of
 * one metric, instead of one for all.
 */
export const everyMetric: SchemaMigration = {
  name: '0017_every_metric',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    const accounts = sql.id(schema, 'accounts')
    for (const [table, { columns, key }] of Object.entries(TABLES)) {
      const keyed = sql.join(key.map((name) => sql.ref(name)))
      await sql`
        CREATE TABLE ${sql.id(schema, table)} (
          account_id varchar NOT NULL REFERENCES ${accounts} (account_id),
          "time" date NOT NULL,
          airbnb_listing_id text NOT NULL,
          ${sql.raw(columns.join(', '))},
          confirmed_on date,
          CONSTRAINT ${sql.id(`uq_${table}_listing_metric`)}
            UNIQUE (account_id, airbnb_listing_id, ${keyed}, "time")
        )`.execute(db)
      await sql`
        CREATE TABLE ${sql.id(schema, `${table}_current`)} (
          account_id varchar NOT NULL REFERENCES ${accounts} (account_id),
          "time" date NOT NULL,
          confirmed_on date NOT NULL,
          first_read_on date NOT NULL,
          airbnb_listing_id text NOT NULL,
          ${sql.raw(columns.join(', '))},
          PRIMARY KEY (account_id, airbnb_listing_id, ${keyed})
        ) WITH (fillfactor = 75)`.execute(db)
      await sql`
        ALTER TABLE ${sql.id(schema, 'stored_weeks')} ADD COLUMN ${sql.id(table)} integer NOT NULL DEFAULT 0`.execute(
        db,
      )
    }
    await confirmationsByLane(db, schema, accounts)
  },
}

async function confirmationsByLane(
  db: Kysely<unknown>,
  schema: string,
  accounts: RawBuilder<unknown>,
): Promise<void> {
  const name = sql.id(schema, 'confirmations')
  const before = sql.id(schema, 'confirmations_of_listings')
  await sql`ALTER TABLE ${name} RENAME TO confirmations_of_listings`.execute(db)
  await sql`
    CREATE TABLE ${name} (
      account_id varchar NOT NULL,
      airbnb_listing_id text NOT NULL,
      kept_in text NOT NULL,
      lane text NOT NULL,
      "time" date NOT NULL,
      days datemultirange NOT NULL
    )`.execute(db)
  for (const table of ['chart_query', 'chart_summary', 'list_of_metrics']) {
    await sql`
      INSERT INTO ${name} (account_id, airbnb_listing_id, kept_in, lane, "time", days)
      SELECT account_id, airbnb_listing_id, ${sql.lit(table)}, '', "time", ${sql.ref(table)}
      FROM ${before} WHERE ${sql.ref(table)} <> '{}'`.execute(db)
  }
  await sql`DROP TABLE ${before}`.execute(db)
  await sql`
    ALTER TABLE ${name}
      ADD CONSTRAINT confirmations_pkey PRIMARY KEY (account_id, airbnb_listing_id, kept_in, lane, "time"),
      ADD CONSTRAINT confirmations_account_id_fkey FOREIGN KEY (account_id) REFERENCES ${accounts} (account_id)`.execute(
    db,
  )
  // What is asked of all listings of an account is asked of nights alone.
  await sql`
    CREATE INDEX ix_confirmations_nights ON ${name} (account_id, "time") WHERE kept_in = 'chart_query'`.execute(
    db,
  )
}
