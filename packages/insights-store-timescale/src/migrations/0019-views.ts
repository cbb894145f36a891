import type { MetricTable } from 'insights-transform'
import { STORED_COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { SchemaMigration } from './schema-migration.ts'
import { nightsAheadView } from './views/nights-ahead-view.ts'
import { knownThenText } from './views/known-then.ts'
import { accountWeeksView, weeksView } from './views/weeks-views.ts'

const withStrings = (...names: string[]) => names.flatMap((name) => [name, `${name}_string`])

/** The columns beside key, `time` and `confirmed_on`, as they are at this migration. */
const COLUMNS = {
  chart_query: {
    night: 'metric_date',
    values: withStrings(
      'conversion_rate_your_value',
      'conversion_rate_similar_value',
      'p3_impressions_your_value',
      'p3_impressions_similar_value',
    ),
  },
  chart_summary: {
    night: 'window_start',
    values: [
      'window_end',
      ...withStrings(
        'conversion_rate_value',
        'conversion_rate_value_change',
        'p2_impressions_first_page_rate_value',
        'search_conversion_rate_value',
        'listing_conversion_rate_value',
        'p3_impressions_value',
        'p3_impressions_value_change',
        'p2_impressions_value',
      ),
    ],
  },
  list_of_metrics: {
    night: 'window_start',
    values: [
      'window_end',
      ...withStrings(
        'conversion_rate_value',
        'p2_impressions_first_page_rate_value',
        'search_conversion_rate_value',
        'listing_conversion_rate_value',
        'p3_impressions_value',
        'p2_impressions_value',
      ),
    ],
  },
} as const

/** The same in the functions' arguments: whoever reads them sees what a date means. */
const DAY = sql.raw('day date')

/**
 * Views and functions for people: what is known now, what was known on a day, the weeks' funnel, the nights ahead. Each
 * says what `store.metrics` and `store.analysis` say. A view is read with its owner's rights; a function is a plain
 * statement, which PostgreSQL puts in the place of its call, so that conditions on it find their rows by index.
 */
export const views: SchemaMigration = {
  name: '0019_views',
  async up(db: Kysely<unknown>, schema: string): Promise<void> {
    for (const [table, { night, values }] of Object.entries(COLUMNS)) {
      await latestView(db, schema, table, night, values)
      await asOfFunction(db, schema, table, night, values)
      await commentLatest(db, schema, table, [night, ...values])
    }
    for (const view of [weeksView(schema), accountWeeksView(schema), nightsAheadView(schema)]) {
      const name = sql.id(schema, view.name)
      await sql`CREATE VIEW ${name} AS ${view.query}`.execute(db)
      await comment(db, sql`VIEW ${name}`, view.comment)
      for (const [column, text] of Object.entries(view.columns))
        await comment(db, sql`COLUMN ${name}.${sql.id(column)}`, text)
    }
  },
}

async function latestView(
  db: Kysely<unknown>,
  schema: string,
  table: string,
  night: string,
  values: readonly string[],
): Promise<void> {
  const columns = ['account_id', 'time', ...rowColumns(night, values), 'confirmed_on']
  await sql`
    CREATE VIEW ${sql.id(schema, `${table}_latest`)} AS
    SELECT ${sql.join(columns.map((name) => sql.ref(name)))}
    FROM ${sql.id(schema, `${table}_current`)}`.execute(db)
}

/** A table's columns as they follow each other: the name of the listing stands before the night. */
const rowColumns = (night: string, values: readonly string[]): string[] => [
  'airbnb_listing_id',
  'airbnb_internal_name',
  night,
  ...values,
]

async function asOfFunction(
  db: Kysely<unknown>,
  schema: string,
  table: string,
  night: string,
  values: readonly string[],
): Promise<void> {
  const day = sql.raw('$1')
  const columns = rowColumns(night, values).map((name) =>
    name === 'airbnb_listing_id' || name === night
      ? sql.ref(`known.${name}`)
      : sql.ref(`then_known.${name}`),
  )
  const body = sql`
    SELECT known.account_id, then_known."time", ${sql.join(columns)}, then_known.confirmed_on
    FROM ${sql.id(schema, `${table}_current`)} AS known
    CROSS JOIN LATERAL (
      ${knownThenText(schema, { table, night }, ['airbnb_internal_name', ...values], day)}) AS then_known
    WHERE known.first_read_on <= ${day}`
  const name = sql.id(schema, `${table}_as_of`)
  await sql`
    CREATE FUNCTION ${name}(${DAY}) RETURNS SETOF ${sql.id(schema, `${table}_latest`)}
    LANGUAGE sql STABLE PARALLEL SAFE AS ${sql.lit(body.compile(db).sql)}`.execute(db)
  const told = TABLE_DESCRIPTIONS[table as MetricTable].table
  await comment(
    db,
    sql`FUNCTION ${name}(date)`,
    `What was known on a scrape day: SELECT * FROM ${table}_as_of('2026-05-01') WHERE account_id = '…'. ${told}`,
  )
}

async function commentLatest(
  db: Kysely<unknown>,
  schema: string,
  table: string,
  columns: readonly string[],
): Promise<void> {
  const name = sql.id(schema, `${table}_latest`)
  const described = TABLE_DESCRIPTIONS[table as MetricTable]
  await comment(db, sql`VIEW ${name}`, `What is known now, one row for each night or week. ${described.table}`)
  const texts: Readonly<Record<string, string>> = { ...STORED_COLUMN_DESCRIPTIONS, ...described.columns }
  for (const column of ['account_id', 'time', 'airbnb_listing_id', 'airbnb_internal_name', ...columns, 'confirmed_on']) {
    const text = texts[column]
    if (text !== undefined) await comment(db, sql`COLUMN ${name}.${sql.id(column)}`, text)
  }
}

async function comment(db: Kysely<unknown>, what: RawBuilder<unknown>, text: string): Promise<void> {
  // A comment takes no parameter.
  await sql`COMMENT ON ${what} IS ${sql.lit(text)}`.execute(db)
}
