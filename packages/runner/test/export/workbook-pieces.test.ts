import { metricRowColumns, SERIES_COLUMNS } from 'insights-store-timescale'
import type { MetricColumn } from 'insights-transform'
import { expect, it } from 'vitest'
import { encodeRows } from '../../src/export/encode-rows.ts'
import type { ExportRow } from '../../src/export/export-row.ts'
import { type WorkbookSheet, workbookPieces } from '../../src/export/workbook-pieces.ts'
import { readWorkbook, type SheetContent } from '../support/read-workbook.ts'

async function* given(...batches: readonly (readonly ExportRow[])[]): AsyncGenerator<readonly ExportRow[]> {
  yield* batches
}

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

async function sheetOf(columns: readonly MetricColumn[], ...rows: ExportRow[]): Promise<SheetContent> {
  const [sheet] = await readWorkbook(await whole(encodeRows('xlsx', columns, given(rows))))
  if (sheet === undefined) throw new Error('no sheet')
  return sheet
}

const NAME: readonly MetricColumn[] = [{ name: 'airbnb_internal_name', type: 'text', nullable: true }]

it('holds ids whole as text, days as days, and rates as percent', async () => {
  const row = {
    account_id: '0042',
    time: '2026-06-15',
    airbnb_listing_id: '918273645546372819',
    airbnb_internal_name: 'Sea view 🌊 „Möwe“, 海',
    metric_date: '2400-02-29',
    conversion_rate_your_value: 0.0125,
    conversion_rate_your_value_string: '1.25%',
    conversion_rate_similar_value: 0.1 + 0.2,
    conversion_rate_similar_value_string: '-3.1%',
    p3_impressions_your_value: 57,
    p3_impressions_your_value_string: '57',
    p3_impressions_similar_value: -2147483648,
    p3_impressions_similar_value_string: '',
    confirmed_on: '1900-03-01',
  }
  const { rows, formats, frozen, widths } = await sheetOf(metricRowColumns('chart_query'), row)
  expect(rows).toEqual([row])
  expect(formats).toMatchObject({
    account_id: 'string @',
    time: 'date yyyy\\-mm\\-dd',
    airbnb_listing_id: 'string @',
    metric_date: 'date yyyy\\-mm\\-dd',
    conversion_rate_your_value: 'number 0.00%',
    conversion_rate_your_value_string: 'string @',
    p3_impressions_your_value: 'number #,##0',
  })
  expect(frozen).toBe(1)
  expect(widths.slice(0, 4)).toEqual([14, 11, 21, 34])
})

it('leaves a cell empty for null, and where Airbnb shows a dash for no value', async () => {
  const { rows } = await sheetOf(metricRowColumns('chart_query'), {
    account_id: '42',
    airbnb_internal_name: '-',
    conversion_rate_your_value: null,
    conversion_rate_your_value_string: '-',
  })
  expect(rows[0]).toMatchObject({
    airbnb_internal_name: '-',
    conversion_rate_your_value: null,
    conversion_rate_your_value_string: null,
  })
})

it.each([
  '=HYPERLINK("https://x")',
  '+1+1',
  "-2+3+cmd|' /C calc'!A0",
  '@SUM(A1)',
  '＝1+1',
  '\t=1',
  '</t></is></c><c r="B2"><f>1+1</f></c>',
  '&lt;script&gt; ]]> <!-- "\'',
  'a bell \u0007, an escape _x0041_, \r\n lines \uffff',
])('keeps the hostile name %j a text', async (name) => {
  const { rows, formats, formulas } = await sheetOf(NAME, { airbnb_internal_name: name })
  expect(rows).toEqual([{ airbnb_internal_name: name }])
  expect([formats['airbnb_internal_name'], formulas]).toEqual(['string @', []])
})

it('holds as much of a text as a cell has room for, and half a character as a sign of one', async () => {
  const { rows } = await sheetOf(
    NAME,
    { airbnb_internal_name: 'x'.repeat(40_000) },
    { airbnb_internal_name: 'a\ud800b' },
  )
  expect(rows.map((row) => row['airbnb_internal_name'])).toEqual([`${'x'.repeat(32_766)}…`, 'a\ufffdb'])
})

it('knows a rate by what the API says of it, else by its metric', async () => {
  const kinds = [
    { metric: 'a_new_one', value_type: 'PERCENTAGE' },
    { metric: 'a_new_one', value_type: 'NUMBER' },
    { metric: 'conversion_rate', value_type: null },
    { metric: 'p3_impressions', value_type: null },
  ]
  const formats = kinds.map(
    async (kind) => (await sheetOf(SERIES_COLUMNS, { ...kind, value: 0.5 })).formats['value'],
  )
  expect(await Promise.all(formats)).toEqual([
    'number 0.00%',
    'number General',
    'number 0.00%',
    'number General',
  ])
})

it('explains the columns on the last sheet, and that nights are nights', async () => {
  const bytes = await whole(
    encodeRows('xlsx', metricRowColumns('chart_query'), given(), { sheetName: 'chart_query' }),
  )
  const sheets = await readWorkbook(bytes)
  expect(sheets.map(({ name, rows }) => [name, rows.length])).toEqual([
    ['chart_query', 0],
    ['columns', 19],
  ])
  expect(sheets[1]?.rows[0]).toEqual({
    sheet: null,
    column: null,
    what: expect.stringMatching(
      /^Nights are nights: metric_date, .* of a stay that guests searched for, not the days on which they looked/,
    ),
  })
  expect(sheets[1]?.rows).toContainEqual({
    sheet: 'chart_query',
    column: 'airbnb_listing_id',
    what: 'The listing’s id, a number beyond 2^53, as text.',
  })
})

const NUMBERS: readonly MetricColumn[] = [{ name: 'n', type: 'integer', nullable: false }]
const sheet = (name: string, ...batches: readonly (readonly ExportRow[])[]): WorkbookSheet => ({
  name,
  columns: NUMBERS,
  batches: given(...batches),
})

it('goes on in a further sheet where one is full, and leaves out those without a row if told to', async () => {
  const numbers = Array.from({ length: 7 }, (_, n) => ({ n }))
  const sheets = await readWorkbook(
    await whole(
      workbookPieces(
        [
          sheet('none', []),
          sheet('seven', numbers.slice(0, 2), [], numbers.slice(2)),
          sheet('three', numbers.slice(0, 3)),
        ],
        { rowsPerSheet: 3, leaveOutEmpty: true },
      ),
    ),
  )
  expect(sheets.slice(0, -1).map(({ name, rows }) => [name, rows.map(({ n }) => n)])).toEqual([
    ['seven', [0, 1, 2]],
    ['seven (2)', [3, 4, 5]],
    ['seven (3)', [6]],
    ['three', [0, 1, 2]],
  ])
})

async function* broken(): AsyncGenerator<readonly ExportRow[]> {
  yield await Promise.reject(new Error('gone'))
}

it('has written nothing where the first rows cannot be read, and gives the source back when it is left', async () => {
  await expect(encodeRows('xlsx', NUMBERS, broken()).next()).rejects.toThrow('gone')

  let isLeft = false
  const endless = async function* (): AsyncGenerator<readonly ExportRow[]> {
    try {
      for (;;) yield [{ n: 1 }]
    } finally {
      isLeft = true
    }
  }
  const pieces = encodeRows('xlsx', NUMBERS, endless())
  await pieces.next()
  await pieces.return()
  expect(isLeft).toBe(true)
})
