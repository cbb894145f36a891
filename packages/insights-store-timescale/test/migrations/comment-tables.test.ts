import { METRIC_TABLE_NAMES } from 'insights-transform'
import { STORED_COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Store } from '../../src/index.ts'
import { CARRIED } from '../../src/migrations/comment-tables.ts'
import { tableIn } from '../../src/store-context.ts'
import { describeStores } from '../support/describe-stores.ts'

/** The comments of a table: its own under '', and those of its columns. */
async function commentsOn({ db, schema }: Store, table: string): Promise<Record<string, string | null>> {
  const { rows } = await sql<{ name: string; comment: string | null }>`
    WITH t AS (
      SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ${schema} AND c.relname = ${table}
    )
    SELECT a.attname AS name, col_description(t.oid, a.attnum) AS comment
    FROM t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0 AND NOT a.attisdropped
    UNION ALL
    SELECT '', obj_description(t.oid, 'pg_class') FROM t
  `.execute(db)
  return Object.fromEntries(rows.map(({ name, comment }) => [name, comment]))
}

const said = (table: (typeof METRIC_TABLE_NAMES)[number]) => ({
  '': TABLE_DESCRIPTIONS[table].table,
  ...STORED_COLUMN_DESCRIPTIONS,
  ...TABLE_DESCRIPTIONS[table].columns,
  confirmed_on: CARRIED,
})

describeStores((_name, open) => {
  test('every column of the tables of insights says what it holds, to whoever opens them in a tool', async () => {
    const store = await open()
    for (const table of METRIC_TABLE_NAMES) expect(await commentsOn(store, table)).toEqual(said(table))
  })

  test('a comment of somebody else stays', async () => {
    const store = await open()
    const table = tableIn(store.schema, 'chart_query')
    await sql`COMMENT ON COLUMN ${table}.p3_impressions_your_value IS 'It''s "ours"'`.execute(store.db)
    await sql`COMMENT ON TABLE ${table} IS NULL`.execute(store.db)
    await store.migrate()
    expect(await commentsOn(store, 'chart_query')).toEqual({
      ...said('chart_query'),
      p3_impressions_your_value: 'It\'s "ours"',
    })
  })
})
