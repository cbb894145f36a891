import { type QueryExecutorProvider, type RawBuilder, sql } from 'kysely'

/** The revisions that a database of the Python system may be at, oldest first. */
export const PYTHON_REVISIONS = ['c8fc3d1477cb', 'caf75040fccc', 'b173c060e492'] as const

export type PythonRevision = (typeof PYTHON_REVISIONS)[number]

/** The cookie of account 120000042 in it, in plaintext. */
export const PYTHON_COOKIE =
  '_airbed_session_id=simsecret-120000042; _user_attributes=%7B%22id%22%3A120000042%7D'

const METRICS = (names: readonly string[]): RawBuilder<unknown> =>
  sql.raw(
    names
      .map((name) => {
        const rate = name.includes('rate') || name.endsWith('change')
        return `${name} ${rate ? 'double precision' : 'integer'}, ${name}_string text`
      })
      .join(', '),
  )

const CHART = METRICS([
  'conversion_rate_your_value',
  'conversion_rate_similar_value',
  'p3_impressions_your_value',
  'p3_impressions_similar_value',
])
const SUMMARY = METRICS([
  'conversion_rate_value',
  'conversion_rate_value_change',
  'p2_impressions_first_page_rate_value',
  'search_conversion_rate_value',
  'listing_conversion_rate_value',
  'p3_impressions_value',
  'p3_impressions_value_change',
  'p2_impressions_value',
])
const LISTED = METRICS([
  'conversion_rate_value',
  'p2_impressions_first_page_rate_value',
  'search_conversion_rate_value',
  'listing_conversion_rate_value',
  'p3_impressions_value',
  'p2_impressions_value',
])

/**
 * Builds a database as the Python system's migrations leave it, with two accounts and rows of several scrape
 * days. Listing 11 is in all three tables, 12 is missing from `list_of_metrics`.
 */
export async function buildPythonDatabase(
  db: QueryExecutorProvider,
  schema: string,
  options: { revision: PythonRevision; hypertables: boolean },
): Promise<void> {
  const run = (statement: RawBuilder<unknown>) => statement.execute(db)
  const level = PYTHON_REVISIONS.indexOf(options.revision)
  const accounts = sql.id(schema, 'accounts')
  await run(sql`DROP SCHEMA IF EXISTS ${sql.id(schema)} CASCADE`)
  await run(sql`CREATE SCHEMA ${sql.id(schema)}`)
  await run(sql`
    CREATE TABLE ${accounts} (
      account_id varchar PRIMARY KEY, customer_id uuid, airbnb_cookie text NOT NULL,
      x_airbnb_client_trace_id varchar NOT NULL, x_client_version varchar NOT NULL, user_agent text NOT NULL,
      is_active boolean NOT NULL, last_sync_at timestamptz,
      created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now())`)
  for (const column of ['account_id', 'customer_id', 'is_active']) {
    await run(sql`CREATE INDEX ${sql.id(`ix_airbnb_accounts_${column}`)} ON ${accounts} (${sql.id(column)})`)
  }
  await makeTable(run, schema, 'chart_query', 'uq_chart_query_listing_metric_date', 'metric_date', CHART)
  await makeTable(run, schema, 'chart_summary', 'uq_chart_summary_listing_window', 'window_start', SUMMARY)
  await makeTable(run, schema, 'list_of_metrics', 'uq_list_of_metrics_listing_window', 'window_start', LISTED)
  if (options.hypertables) {
    for (const table of ['chart_query', 'chart_summary', 'list_of_metrics']) {
      const relation = `"${schema.replaceAll('"', '""')}".${table}`
      await run(sql`SELECT create_hypertable(${relation}::regclass, 'time', if_not_exists => true)`)
    }
  }
  await run(sql`
    INSERT INTO ${accounts} (account_id, airbnb_cookie, x_airbnb_client_trace_id, x_client_version, user_agent, is_active)
    VALUES ('120000042', ${PYTHON_COOKIE}, 'trace-1', 'v1', 'Firefox', true),
      ('42', '_airbed_session_id=simsecret-42', 'trace-2', 'v1', 'Firefox', false)`)
  await fillTables(run, schema)
  if (level >= 1) await run(sql`ALTER TABLE ${accounts} DROP COLUMN x_airbnb_client_trace_id`)
  if (level >= 2) {
    await run(sql`ALTER TABLE ${accounts} ADD COLUMN deleted_at timestamptz`)
    await run(sql`UPDATE ${accounts} SET deleted_at = '2025-11-01T00:00:00Z' WHERE account_id = '42'`)
  }
  await run(sql`DROP TABLE IF EXISTS public.alembic_version`)
  await run(sql`CREATE TABLE public.alembic_version (version_num varchar(32) PRIMARY KEY)`)
  await run(sql`INSERT INTO public.alembic_version VALUES (${options.revision})`)
}

type Run = (statement: RawBuilder<unknown>) => Promise<unknown>

async function makeTable(
  run: Run,
  schema: string,
  table: string,
  constraint: string,
  day: string,
  metrics: RawBuilder<unknown>,
): Promise<void> {
  const target = sql.id(schema, table)
  const end = day === 'window_start' ? sql`window_end date NOT NULL,` : sql``
  const key = sql`(account_id, airbnb_listing_id, ${sql.id(day)}, "time")`
  await run(sql`
    CREATE TABLE ${target} (
      account_id varchar NOT NULL REFERENCES ${sql.id(schema, 'accounts')} (account_id),
      "time" date NOT NULL DEFAULT now()::date, airbnb_listing_id text NOT NULL, airbnb_internal_name text,
      ${sql.id(day)} date NOT NULL, ${end} ${metrics},
      CONSTRAINT ${sql.id(constraint)} UNIQUE ${key})`)
  await run(sql`CREATE INDEX ${sql.id(`ix_airbnb_${table}_listing_date`)} ON ${target} ${key}`)
}

async function fillTables(run: Run, schema: string): Promise<void> {
  await run(sql`
    INSERT INTO ${sql.id(schema, 'chart_query')}
      (account_id, "time", airbnb_listing_id, airbnb_internal_name, metric_date, p3_impressions_your_value,
        p3_impressions_your_value_string)
    SELECT '120000042', scraped::date, listing, 'House ' || listing || ' of ' || scraped::date, scraped::date - back, back, back::text
    FROM generate_series('2025-10-01'::date, '2025-10-20'::date, '1 day') AS scraped,
      (VALUES ('11'), ('12')) AS listings (listing), generate_series(1, 3) AS back`)
  const windows = (table: string, listings: readonly string[], until: string) => sql`
    INSERT INTO ${sql.id(schema, table)}
      (account_id, "time", airbnb_listing_id, airbnb_internal_name, window_start, window_end, conversion_rate_value)
    SELECT '120000042', scraped::date, listing, 'House ' || listing, scraped::date - 7, scraped::date - 1, 0.5
    FROM generate_series('2025-10-02'::date, ${until}::date, '1 day') AS scraped,
      unnest(${sql.lit(`{${listings.join(',')}}`)}::text[]) AS listings (listing)`
  await run(windows('chart_summary', ['11', '12'], '2025-10-19'))
  await run(windows('list_of_metrics', ['11'], '2025-10-18'))
}
