import { METRIC_TABLE_NAMES } from 'insights-transform'
import { STORED_COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { InsightsDatabase } from '../database.ts'

/** Of a row of the history, which mostly does not say when it was confirmed: what is known now does. */
export const CARRIED =
  'The scrape day on which these numbers were read last, where retention has carried them to the scrape day; else null.'

/**
 * Says of the tables of insights and of each of their columns what they hold, for whoever opens them in a database
 * tool. What has a comment already keeps it.
 */
export async function commentTables(trx: Transaction<InsightsDatabase>, schema: string): Promise<void> {
  const there = await sql<{ table: string; column: string }>`
    SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
    WHERE table_schema = ${schema} AND table_name IN (${sql.join(METRIC_TABLE_NAMES)})`.execute(trx)
  const columns = new Set(there.rows.map(({ table, column }) => `${table}.${column}`))
  const tables = new Set(there.rows.map(({ table }) => table))
  const { rows } = await sql<{ table: string; column: string | null }>`
    SELECT c.relname AS "table", a.attname AS "column"
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_description d ON d.classoid = 'pg_catalog.pg_class'::regclass AND d.objoid = c.oid
    LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid AND d.objsubid > 0
    WHERE n.nspname = ${schema} AND c.relname IN (${sql.join(METRIC_TABLE_NAMES)})
  `.execute(trx)
  const commented = new Set(rows.map(({ table, column }) => `${table}.${column ?? ''}`))
  for (const table of METRIC_TABLE_NAMES) {
    if (!tables.has(table)) continue
    const name = sql.id(schema, table)
    const described = TABLE_DESCRIPTIONS[table]
    if (!commented.has(`${table}.`)) await comment(sql`TABLE ${name}`, described.table)
    for (const [column, text] of Object.entries({
      ...STORED_COLUMN_DESCRIPTIONS,
      ...described.columns,
      confirmed_on: CARRIED,
    })) {
      const place = `${table}.${column}`
      if (columns.has(place) && !commented.has(place))
        await comment(sql`COLUMN ${name}.${sql.id(column)}`, text)
    }
  }

  async function comment(what: RawBuilder<unknown>, text: string): Promise<void> {
    // A comment takes no parameter.
    await sql`COMMENT ON ${what} IS ${sql.lit(text)}`.execute(trx)
  }
}
