import { METRIC_TABLE_NAMES } from 'insights-transform'
import { type Selectable, sql } from 'kysely'
import { expect, expectTypeOf, it } from 'vitest'
import type { InsightsDatabase } from '../src/database.ts'
import { MIGRATION_LOCK_TABLE, MIGRATION_TABLE } from '../src/migrations/migration-state.ts'
import { TABLES } from '../src/tables.ts'
import { describeStores } from './support/describe-stores.ts'
import { type LiveColumn, readIndexNames, readLiveSchema } from './support/live-schema.ts'

/** What the declared columns say, in the words of the database. */
const declaredSchema = (): Record<string, Record<string, LiveColumn>> =>
  Object.fromEntries(
    Object.entries(TABLES).map(([table, columns]) => [
      table,
      Object.fromEntries(
        Object.entries(columns).map(([name, { type, nullable }]) => [name, { type, nullable }]),
      ),
    ]),
  )

interface CheckedColumn {
  table: string
  column: string | undefined
}

const byColumn = (a: CheckedColumn, b: CheckedColumn): number =>
  `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`)

const UNIQUE = {
  chart_query: 'uq_chart_query_listing_metric_date',
  chart_summary: 'uq_chart_summary_listing_window',
  list_of_metrics: 'uq_list_of_metrics_listing_window',
  metric_points: 'uq_metric_points_listing_metric',
  metric_windows: 'uq_metric_windows_listing_metric',
} as const

describeStores((_name, open) => {
  it('declares the tables as the migrated database has them', async () => {
    const { db, schema } = await open()
    const {
      [MIGRATION_TABLE]: _own,
      [MIGRATION_LOCK_TABLE]: _lock,
      ...live
    } = await readLiveSchema(db, schema)
    expect(live).toEqual(declaredSchema())
  })

  it('declares the columns of a fresh database in their order', async () => {
    const { db, schema } = await open()
    const live = await readLiveSchema(db, schema)
    for (const [table, columns] of Object.entries(TABLES)) {
      expect(Object.keys(live[table] ?? {}), table).toEqual(Object.keys(columns))
    }
  })

  it('declares the values that a CHECK allows', async () => {
    const { db, schema } = await open()
    const found = await sql<{ table: string; definition: string }>`
      SELECT relname AS table, pg_get_constraintdef(c.oid) AS definition
      FROM pg_constraint AS c JOIN pg_class AS r ON r.oid = c.conrelid
      JOIN pg_namespace AS n ON n.oid = r.relnamespace
      WHERE c.contype = 'c' AND n.nspname = ${schema}`.execute(db)
    const checked = found.rows.map(({ table, definition }) => {
      const values = [...definition.matchAll(/'([a-z_]+)'::text/g)].map(([, value]) => value)
      const column = /\(\(?\(?(\w+)/.exec(definition)?.[1]
      return { table, column, values }
    })
    const declared = Object.entries(TABLES).flatMap(([table, columns]) =>
      Object.entries(columns).flatMap(([column, { allowed }]) =>
        allowed === undefined ? [] : [{ table, column, values: [...allowed] }],
      ),
    )
    expect(checked.sort(byColumn)).toEqual(declared.sort(byColumn))
  })

  it('declares no default that the database does not have', async () => {
    const { db, schema } = await open()
    const found = await sql<{ column: string }>`
      SELECT table_name || '.' || column_name AS column FROM information_schema.columns
      WHERE table_schema = ${schema} AND column_default IS NOT NULL`.execute(db)
    const live = found.rows.map(({ column }) => column)
    const declared = Object.entries(TABLES).flatMap(([table, columns]) =>
      Object.entries(columns).flatMap(([name, { hasDefault }]) => (hasDefault ? [`${table}.${name}`] : [])),
    )
    expect(declared).toContain('sync_runs.sequence')
    expect(live).toEqual(expect.arrayContaining(declared))
  })

  it('has no index twice in a fresh database', async () => {
    const { db, schema } = await open()
    for (const table of METRIC_TABLE_NAMES) {
      expect(await readIndexNames(db, schema, table)).toEqual([UNIQUE[table]])
    }
  })
})

it('gives kysely the types of what drivers return', () => {
  expectTypeOf<Selectable<InsightsDatabase['chart_query']>['time']>().toEqualTypeOf<string>()
  expectTypeOf<Selectable<InsightsDatabase['chart_query']>['p3_impressions_your_value']>().toEqualTypeOf<
    number | null
  >()
  expectTypeOf<Selectable<InsightsDatabase['accounts']>['credential_version']>().toEqualTypeOf<string>()
  expectTypeOf<Selectable<InsightsDatabase['accounts']>['created_at']>().toEqualTypeOf<Date>()
  expectTypeOf<Selectable<InsightsDatabase['sync_run_listings']>['status']>().toEqualTypeOf<
    'pending' | 'succeeded' | 'failed'
  >()
})
