import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { readLiveSchema } from './support/live-schema.ts'
import { buildPythonDatabase } from './support/python-database.ts'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))

// The sources as they would be if Airbnb had one metric more: one entry of the base's registry and one migration.
const folder = mkdtempSync(join(tmpdir(), 'one-entry-'))
afterAll(() => rmSync(folder, { recursive: true }))
const base = join(folder, 'base')
const sources = join(folder, 'store')
cpSync(here('../../insights-transform/src'), base, { recursive: true })
cpSync(here('../src'), sources, { recursive: true })
symlinkSync(here('../node_modules'), join(folder, 'node_modules'))

const edit = (file: string, change: (text: string) => string): void => {
  const before = readFileSync(file, 'utf8')
  const after = change(before)
  if (after === before) throw new Error(`${file} is not as this test expects it`)
  writeFileSync(file, after)
}

for (const file of globSync(join(sources, '**/*.ts'))) {
  const path = (entry: string): string => `'${relative(dirname(file), join(base, entry))}'`
  const text = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    text
      .replaceAll("'insights-transform'", path('index.ts'))
      .replaceAll("'insights-transform/descriptions'", path('descriptions/index.ts')),
  )
}
edit(join(base, 'metric-registry.ts'), (text) =>
  text.replace(
    /(?=\] as const satisfies)/,
    `{
      name: 'empty_rate', page: 'OCCUPANCY', kind: 'rate', byDay: true, byWindow: true, compared: true,
      label: 'Share of empty nights',
    },`,
  ),
)
const columnsOf = (names: readonly string[]): string =>
  names.map((name) => `ADD COLUMN ${name} double precision, ADD COLUMN ${name}_string text`).join(', ')
writeFileSync(
  join(sources, 'migrations/9000-empty-rate.ts'),
  `import { type Kysely, sql } from 'kysely'
  const COLUMNS = {
    chart_query: '${columnsOf(['empty_rate_your_value', 'empty_rate_similar_value'])}',
    chart_summary: '${columnsOf(['empty_rate_value', 'empty_rate_value_change'])}',
    list_of_metrics: '${columnsOf(['empty_rate_value'])}',
  }
  export const emptyRate = {
    name: '9000_empty_rate',
    async up(db: Kysely<unknown>, schema: string): Promise<void> {
      for (const [table, columns] of Object.entries(COLUMNS)) {
        await sql\`ALTER TABLE \${sql.id(schema, table)} \${sql.raw(columns)}\`.execute(db)
      }
    },
  }`,
)
edit(join(sources, 'migrations/all-migrations.ts'), (text) =>
  `import { emptyRate } from './9000-empty-rate.ts'\n${text}`.replace(/\n\]\s*$/, '\n  emptyRate,\n]\n'),
)

const load = async <Module>(file: string): Promise<Module> =>
  (await import(pathToFileURL(join(sources, file)).href)) as Module
const { openStore, metricRowColumns } = await load<typeof import('../src/index.ts')>('index.ts')
const { TABLES } = await load<typeof import('../src/tables.ts')>('tables.ts')

const open = () => openStore({ connection: { dataDir: 'memory://' }, allowPlaintextCredentials: true })

test('an entry of the registry and a migration are all that a metric takes to be stored and read', async () => {
  await using store = await open()
  expect((await store.migrate()).applied.at(-1)).toBe('9000_empty_rate')
  const live = await readLiveSchema(store.db, store.schema)
  for (const [table, columns] of Object.entries(TABLES)) {
    expect(Object.keys(live[table] ?? {}), table).toEqual(Object.keys(columns))
  }

  await store.accounts.upsert({ accountId: '1', cookie: 'none', clientVersion: '1', userAgent: 'test' })
  const ofListing = { airbnb_listing_id: '11', airbnb_internal_name: 'Garden room' }
  const night = { ...ofListing, metric_date: '2026-03-14', empty_rate_your_value: 0.5 }
  const week = { ...ofListing, window_start: '2026-03-08', window_end: '2026-03-14', empty_rate_value: 0.25 }
  const summary = { ...week, empty_rate_value_change: -0.125, empty_rate_value_change_string: '-12.5%' }
  const rows = { chartQuery: [night], chartSummary: [summary], listOfMetrics: [week] }
  const scrape = { accountId: '1', scrapeDay: '2026-03-01' }
  expect(await store.metrics.upsert({ ...scrape, ...rows })).toMatchObject({ inserted: 3 })
  expect(await store.metrics.upsert({ ...scrape, ...rows })).toMatchObject({ unchanged: 3 })
  const changed = { ...night, empty_rate_your_value: 0.75 }
  expect(await store.metrics.upsert({ ...scrape, chartQuery: [changed] })).toMatchObject({ updated: 1 })

  for (const [table, stored] of [
    ['chart_query', changed],
    ['chart_summary', summary],
    ['list_of_metrics', week],
  ] as const) {
    const found = await store.metrics.latest<typeof table>({ table, accountId: '1' })
    expect(found).toMatchObject([{ ...stored, time: '2026-03-01' }])
    expect(Object.keys(found[0] ?? {})).toEqual(metricRowColumns(table).map(({ name }) => name))
  }
})

test('a database of the Python system, which lacks its columns, is taken over with them', async () => {
  await using store = await open()
  await buildPythonDatabase(store.db, store.schema, { revision: 'b173c060e492', hypertables: false })
  expect(await store.migrate()).toMatchObject({ adopted: true })
  const rows = await store.metrics.latest({ accountId: '310316675', listingId: '11', to: '2025-10-01' })
  expect(rows[0]).toMatchObject({ p3_impressions_your_value: 3, empty_rate_your_value: null })
})
