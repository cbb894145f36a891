import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { STORED_COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { InsightsDatabase } from '../database.ts'
import { knownThen } from '../metrics/as-of.ts'
import { columnsOf } from '../metrics/metric-columns.ts'
import { currentIn } from '../store-context.ts'
import { nightsAheadView } from './nights-ahead-view.ts'
import { syncBacklogView } from './sync-backlog-view.ts'
import { accountWeeksView, weeksView } from './weeks-views.ts'

/**
 * Makes the views and functions for people: what is known now of each table, what was known on a day, the weeks' funnel,
 * the nights ahead, the syncs to be done. They say what `store.metrics`, `store.analysis` and `store.runs` say, and follow the registry's columns. A view is
 * read with its owner's rights; a function is one plain statement, which PostgreSQL puts in the place of its call, so that
 * conditions on it find their rows by index.
 */
export async function makeViews(trx: Kysely<InsightsDatabase>, schema: string): Promise<void> {
  for (const table of METRIC_TABLE_NAMES) {
    await latestView(trx, schema, table)
    await asOfFunction(trx, schema, table)
  }
  for (const { name, query, meaning, columns } of [
    weeksView(schema),
    accountWeeksView(schema),
    nightsAheadView(schema),
    syncBacklogView(schema),
  ]) {
    const view = sql.id(schema, name)
    await sql`CREATE OR REPLACE VIEW ${view} AS ${query}`.execute(trx)
    await comment(trx, sql`VIEW ${view}`, meaning)
    for (const [column, text] of Object.entries(columns))
      await comment(trx, sql`COLUMN ${view}.${sql.id(column)}`, text)
  }
}

/** Whose and when first: a column that is added to a table comes last, as a view that is replaced wants it. */
const columnsIn = (table: MetricTable): readonly string[] => [
  'account_id',
  'time',
  'confirmed_on',
  ...columnsOf(table).given.map(({ name }) => name),
]

async function latestView(trx: Kysely<InsightsDatabase>, schema: string, table: MetricTable): Promise<void> {
  const view = sql.id(schema, `${table}_latest`)
  const columns = columnsIn(table)
  await sql`
    CREATE OR REPLACE VIEW ${view} AS
    SELECT ${sql.join(columns.map((name) => sql.ref(name)))} FROM ${currentIn(schema, table)}`.execute(trx)
  const described = TABLE_DESCRIPTIONS[table]
  await comment(trx, sql`VIEW ${view}`, `What is known now. ${described.table}`)
  const texts = new Map(Object.entries({ ...STORED_COLUMN_DESCRIPTIONS, ...described.columns }))
  for (const column of columns) {
    const text = texts.get(column)
    if (text !== undefined) await comment(trx, sql`COLUMN ${view}.${sql.id(column)}`, text)
  }
}

async function asOfFunction(
  trx: Kysely<InsightsDatabase>,
  schema: string,
  table: MetricTable,
): Promise<void> {
  const { key, values } = columnsOf(table)
  const day = sql.raw('$1')
  const ofKey = new Set(['account_id', 'airbnb_listing_id', ...key.map(({ name }) => name)])
  const columns = columnsIn(table).map((name) =>
    sql.ref(`${ofKey.has(name) ? 'known' : 'then_known'}.${name}`),
  )
  const then = knownThen(
    schema,
    table,
    values.map(({ name }) => name),
    day,
  )
  const { sql: body } = sql`
    SELECT ${sql.join(columns)} FROM ${currentIn(schema, table)} AS known
    CROSS JOIN LATERAL (${then}) AS then_known WHERE known.first_read_on <= ${day}`.compile(trx)
  const name = sql.id(schema, `${table}_as_of`)
  await sql`
    CREATE OR REPLACE FUNCTION ${name}(day date) RETURNS SETOF ${sql.id(schema, `${table}_latest`)}
    LANGUAGE sql STABLE PARALLEL SAFE AS ${sql.lit(body)}`.execute(trx)
  await comment(
    trx,
    sql`FUNCTION ${name}(date)`,
    `What was known on a day, as ${table}_latest: SELECT * FROM ${table}_as_of('2026-05-01')`,
  )
}

async function comment(
  trx: Kysely<InsightsDatabase>,
  what: RawBuilder<unknown>,
  text: string,
): Promise<void> {
  // A comment takes no parameter.
  await sql`COMMENT ON ${what} IS ${sql.lit(text)}`.execute(trx)
}
