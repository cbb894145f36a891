import { afterAll, expect, test } from 'vitest'
import { PackagesWithOneMore } from '../../../scripts/one-more-metric.ts'
import { readLiveSchema } from './support/live-schema.ts'
import { buildPythonDatabase } from './support/python-database.ts'

const patched = new PackagesWithOneMore(['insights-transform', 'insights-store-timescale'])
afterAll(() => patched[Symbol.dispose]())
const STORE = 'insights-store-timescale'
const { openStore, metricRowColumns } = await patched.load<typeof import('../src/index.ts')>(STORE)
const { TABLES } = await patched.load<typeof import('../src/tables.ts')>(STORE, 'tables.ts')

const open = () => openStore({ connection: { dataDir: 'memory://' }, allowPlaintextCredentials: true })

/** The columns of a table; of the history's own one, which no metric is, the place does not matter. */
const inOrder = (columns: object = {}) => Object.keys(columns).filter((name) => name !== 'confirmed_on')

test('an entry of the registry and a migration are all that a metric takes to be stored and read', async () => {
  await using store = await open()
  expect((await store.migrate()).applied.at(-1)).toBe('9000_empty_rate')
  const live = await readLiveSchema(store.db, store.schema)
  for (const [table, columns] of Object.entries(TABLES)) {
    expect(inOrder(live[table]), table).toEqual(inOrder(columns))
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
  const rows = await store.metrics.latest({ accountId: '120000042', listingId: '11', to: '2025-10-01' })
  expect(rows[0]).toMatchObject({ p3_impressions_your_value: 3, empty_rate_your_value: null })
})
