import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { metricRowColumns } from 'insights-store-timescale'
import type { MetricColumn } from 'insights-transform'
import { afterAll, expect, it } from 'vitest'
import { encodeRows } from '../../src/export/encode-rows.ts'
import type { ExportRow } from '../../src/export/export-row.ts'
import { CliFolder } from '../cli/cli-folder.ts'
import { askParquet, readParquet } from '../support/read-parquet.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

async function written(columns: readonly MetricColumn[], batches: Iterable<ExportRow[]>): Promise<string> {
  const source = async function* () {
    yield* batches
  }
  const pieces: Uint8Array[] = []
  for await (const piece of encodeRows('parquet', columns, source())) pieces.push(piece)
  const file = join(folder.path, 'rows.parquet')
  writeFileSync(file, Buffer.concat(pieces))
  return file
}

const row = (values: ExportRow): ExportRow => ({
  account_id: '120000042',
  time: '2026-06-15',
  airbnb_listing_id: '918273645546372819',
  airbnb_internal_name: 'Sea view 🌊 „Möwe“, 海',
  metric_date: '2026-06-13',
  conversion_rate_your_value: 0.0125,
  conversion_rate_your_value_string: '1.25%',
  conversion_rate_similar_value: 0.1 + 0.2,
  conversion_rate_similar_value_string: '',
  p3_impressions_your_value: 57,
  p3_impressions_your_value_string: '57',
  p3_impressions_similar_value: -2147483648,
  p3_impressions_similar_value_string: '=1+1',
  confirmed_on: '2026-06-16',
  ...values,
})

it('holds the types, values and nulls of the database, as DuckDB reads them', async () => {
  const columns = metricRowColumns('chart_query')
  const nothing = Object.fromEntries(columns.slice(5, -1).map(({ name }): [string, null] => [name, null]))
  const rows = [
    row({}),
    row({ ...nothing, airbnb_internal_name: null }),
    row({ time: '1969-12-31', metric_date: '2400-02-29', conversion_rate_your_value: -0 }),
  ]
  const { types, rows: read } = await readParquet(
    await written(columns, [rows.slice(0, 2), [], rows.slice(2)]),
  )
  expect(read).toEqual(rows)
  expect(types).toEqual({
    account_id: 'VARCHAR',
    time: 'DATE',
    airbnb_listing_id: 'VARCHAR',
    airbnb_internal_name: 'VARCHAR',
    metric_date: 'DATE',
    conversion_rate_your_value: 'DOUBLE',
    conversion_rate_your_value_string: 'VARCHAR',
    conversion_rate_similar_value: 'DOUBLE',
    conversion_rate_similar_value_string: 'VARCHAR',
    p3_impressions_your_value: 'INTEGER',
    p3_impressions_your_value_string: 'VARCHAR',
    p3_impressions_similar_value: 'INTEGER',
    p3_impressions_similar_value_string: 'VARCHAR',
    confirmed_on: 'DATE',
  })
})

it('declares the columns also where there is no row', async () => {
  const { types, rows } = await readParquet(await written(metricRowColumns('list_of_metrics'), []))
  expect(rows).toEqual([])
  expect(types).toMatchObject({ window_start: 'DATE', p2_impressions_value: 'INTEGER' })
})

it('keeps each of a million rows, in order', async () => {
  const columns: MetricColumn[] = [
    { name: 'id', type: 'text', nullable: false },
    { name: 'n', type: 'integer', nullable: false },
  ]
  const size = 800
  const million = function* (): Generator<ExportRow[]> {
    for (let first = 0; first < 1_000_000; first += size) {
      yield Array.from({ length: size }, (_, at) => ({ id: `id ${at % 50}`, n: first + at }))
    }
  }
  const file = await written(columns, million())
  const [found] = await askParquet(
    file,
    'SELECT count(*) AS rows, count(DISTINCT id) AS ids, bool_and(n = place) AS ordered FROM (SELECT *, row_number() OVER () - 1 AS place FROM file)',
  )
  expect(found).toEqual({ rows: '1000000', ids: '50', ordered: true })
})
