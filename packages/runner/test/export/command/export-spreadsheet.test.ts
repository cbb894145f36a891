import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore, type Store } from 'insights-store-timescale'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliFolder } from '../../cli/cli-folder.ts'
import { readWorkbook } from '../../support/read-workbook.ts'
import { ANNA, LOFT, NAME, storeRows } from './exported-rows.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const path = (name: string) => join(folder.path, name)
const exported = (...args: string[]) => folder.run(['export', ...args])
const sheetsOf = (file: string) => readWorkbook(readFileSync(path(file)))

const LONG_NAME = '007'

async function storeMore(store: Store): Promise<void> {
  await storeRows(store)
  await store.metrics.upsert({
    accountId: ANNA,
    scrapeDay: '2026-06-15',
    chartQuery: [
      {
        airbnb_listing_id: '918273645546372821',
        airbnb_internal_name: LONG_NAME,
        metric_date: '2026-06-12',
        conversion_rate_your_value_string: '-',
      },
    ],
    metricPoints: [
      {
        airbnb_listing_id: LOFT,
        metric: 'occupancy_rate',
        series: 'your',
        granularity: 'DAY',
        metric_date: '2026-06-12',
        value: 0.75,
        value_string: '75%',
        value_type: 'PERCENTAGE',
      },
    ],
  })
}

beforeAll(async () => {
  await using store = await openStore({
    connection: { dataDir: folder.dataFolder },
    allowPlaintextCredentials: true,
  })
  await storeMore(store)
})

describe('a workbook', () => {
  it('has a sheet for each table that holds something, and one that explains the columns', async () => {
    const { code, stdout, stderr } = await folder.spawn(['export', '-o', 'insights.xlsx'])
    expect([code, stdout, stderr]).toEqual([
      0,
      expect.stringMatching(/^✓ insights\.xlsx: 11 rows of every table, \d+\.\d kB, in /),
      '',
    ])
    const sheets = await sheetsOf('insights.xlsx')
    expect(sheets.map(({ name, rows, frozen }) => [name, rows.length, frozen])).toEqual([
      ['chart_query', 10, 1],
      ['metric_points', 1, 1],
      ['columns', expect.any(Number), 1],
    ])
    expect(sheets[0]?.rows[0]).toMatchObject({
      account_id: ANNA,
      airbnb_listing_id: LOFT,
      airbnb_internal_name: NAME,
      metric_date: '2026-06-12',
      conversion_rate_your_value: 0.0125,
    })
    expect(sheets[0]?.formats).toMatchObject({
      airbnb_listing_id: 'string @',
      metric_date: 'date yyyy\\-mm\\-dd',
      conversion_rate_your_value: 'number 0.00%',
    })
    expect(sheets[1]?.formats['value']).toBe('number 0.00%')
    expect(sheets.flatMap(({ formulas }) => formulas)).toEqual([])
  })

  it('of one table, or of metrics, has one sheet of rows', async () => {
    await exported('chart_query', '-o', 'table.xlsx', '--from', '2026-06-14')
    await exported('--metric', 'occupancy_rate', '-o', 'metric.xlsx')
    expect((await sheetsOf('table.xlsx')).map(({ name, rows }) => [name, rows.length])).toEqual([
      ['chart_query', 3],
      ['columns', 19],
    ])
    const [metric] = await sheetsOf('metric.xlsx')
    expect([metric?.name, metric?.rows]).toEqual([
      'metric',
      [expect.objectContaining({ metric: 'occupancy_rate', value: 0.75, window_end: null })],
    ])
  })

  it.each([
    [
      ['-o', 'none.xlsx', '--from', '2027-01-01'],
      /nothing to export: every table holds nothing from 2027-01-01/,
    ],
    [['--format', 'json'], /<table>: given nothing, allowed: [^\n]* or --format xlsx for all tables\n$/],
  ])('%j is refused in words', async (args, message) => {
    const { code, stdout, stderr } = await exported(...args)
    expect(stderr).toMatch(message)
    expect([code === 0, stdout]).toEqual([false, ''])
  })
})

describe('--for-spreadsheet', () => {
  it('begins with a byte order mark, keeps the digits of ids, and runs no name', async () => {
    const { code, stdout } = await folder.spawn(['export', 'chart_query', '--for-spreadsheet'])
    expect([code, stdout[0]]).toEqual([0, '\ufeff'])
    const lines = stdout.split('\r\n').slice(1, -1)
    const cells = (listing: string) => lines.find((line) => line.includes(listing))?.split(',')
    expect(cells(LOFT)?.slice(0, 4)).toEqual([
      `"=""${ANNA}"""`,
      '2026-06-15',
      `"=""${LOFT}"""`,
      `"'${NAME.replaceAll('"', '""').split(',')[0] ?? ''}`,
    ])
    expect(cells('918273645546372821')?.slice(3, 7)).toEqual([`"=""${LONG_NAME}"""`, '2026-06-12', '', ''])
  })

  it.each([
    [['--format', 'ndjson'], '--for-spreadsheet: given with ndjson, allowed: with csv'],
    [['-o', 'x.xlsx'], '--for-spreadsheet: given with xlsx, allowed: with csv; an xlsx file needs it not'],
    [['-o', 'x.csv', '--no-bom'], '--for-spreadsheet: given with --no-bom, allowed: one of them'],
  ])('is refused with %j', async (args, message) => {
    const { code, stderr } = await exported('chart_query', '--for-spreadsheet', ...args)
    expect([code, stderr]).toEqual([2, `airbnb-insights: ${message}\n`])
  })
})
