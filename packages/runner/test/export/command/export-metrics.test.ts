import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from 'insights-store-timescale'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliFolder, documentOf } from '../../cli/cli-folder.ts'
import { readParquet } from '../../support/read-parquet.ts'
import { ANNA, BARN, BEN, fillFolder, LOFT } from './exported-rows.ts'
import { ndjsonCells } from './ndjson-cells.ts'

const folder = new CliFolder()
const ODD = '=2+3 "nights" / %'

/** A night of a metric that no wide table has columns for. */
const point = (metric: string, value: number, more: object = {}) => ({
  airbnb_listing_id: LOFT,
  metric,
  series: 'your',
  granularity: 'DAY',
  metric_date: '2026-06-12',
  value,
  value_string: `${String(value * 100)}%`,
  value_type: 'PERCENTAGE',
  ...more,
})

beforeAll(async () => {
  await fillFolder(folder)
  await using store = await openStore({
    connection: { dataDir: folder.dataFolder },
    allowPlaintextCredentials: true,
  })
  for (const [scrapeDay, rate] of [
    ['2026-06-14', 0.5],
    ['2026-06-15', 0.75],
  ] as const) {
    await store.metrics.upsert({
      accountId: ANNA,
      scrapeDay,
      metricPoints: [
        point('occupancy_rate', rate),
        point('occupancy_rate', 0.6, { series: 'similar' }),
        point('occupancy_rate', 1, { airbnb_listing_id: BARN, metric_date: '2026-06-13' }),
        point(ODD, 3),
      ],
      metricWindows: [
        {
          airbnb_listing_id: LOFT,
          metric: 'occupancy_rate',
          window_start: '2026-06-07',
          window_end: '2026-06-13',
          value: 0.7,
          value_string: '70%',
          value_change: -0.1,
          value_change_string: '-10%',
          compared_with: 'similar',
        },
      ],
    })
    await store.metrics.upsert({
      accountId: BEN,
      scrapeDay,
      metricPoints: [point('nights_booked', 2)],
    })
  }
})
afterAll(() => folder[Symbol.dispose]())

const path = (name: string) => join(folder.path, name)
const exported = (...args: string[]) => folder.run(['export', ...args])

/** The metric of each row of an export of Anna's numbers. */
const metricsOf = async (...args: string[]) => {
  const { stdout } = await exported('--format', 'ndjson', '--account', ANNA, ...args)
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { metric: string }).metric)
}

/** Account, listing, series, granularity, night and value of each row. */
const rowsOf = (ndjson: string) =>
  ndjsonCells(ndjson, ['account_id', 'airbnb_listing_id', 'series', 'granularity', 'metric_date', 'value'])

describe('a metric, whichever table holds it', () => {
  it('of the long tables: each number a row, with its series and what it stands for', async () => {
    const { code, stdout, stderr } = await folder.spawn([
      'export',
      '--metric',
      'occupancy_rate',
      '--format',
      'ndjson',
    ])
    expect([code, stderr]).toEqual([0, ''])
    expect(rowsOf(stdout)).toEqual([
      [ANNA, LOFT, 'similar', 'DAY', '2026-06-12', 0.6],
      [ANNA, LOFT, 'your', 'DAY', '2026-06-12', 0.75],
      [ANNA, LOFT, 'your', 'WINDOW', '2026-06-07', 0.7],
      [ANNA, BARN, 'your', 'DAY', '2026-06-13', 1],
    ])
  })

  it('of the wide tables: in the same form', async () => {
    const { stdout } = await exported('--metric', 'p3_impressions', '--format', 'ndjson', '--account', BEN)
    expect(rowsOf(stdout)).toEqual(
      ['2026-06-12', '2026-06-13', '2026-06-14'].map((night) => [BEN, LOFT, 'your', 'DAY', night, 15]),
    )
  })

  it.each([
    [['--from', '2026-06-13'], [[ANNA, BARN, 'your', 'DAY', '2026-06-13', 1]]],
    [['--listing', BARN], [[ANNA, BARN, 'your', 'DAY', '2026-06-13', 1]]],
    [
      ['--as-of', '2026-06-14', '--to', '2026-06-12', '--listing', LOFT],
      [
        [ANNA, LOFT, 'similar', 'DAY', '2026-06-12', 0.6],
        [ANNA, LOFT, 'your', 'DAY', '2026-06-12', 0.5],
        [ANNA, LOFT, 'your', 'WINDOW', '2026-06-07', 0.7],
      ],
    ],
  ])('takes %j', async (args, rows) => {
    const { stdout } = await exported('--metric', 'occupancy_rate', '--format', 'ndjson', ...args)
    expect(rowsOf(stdout)).toEqual(rows)
  })

  it('several of them, one after the other, also with commas between', async () => {
    const expected = [...Array<string>(6).fill('p3_impressions'), ODD]
    expect(await metricsOf('--metric', `p3_impressions,${ODD}`)).toEqual(expected)
    expect(await metricsOf('--metric', 'p3_impressions', '--metric', ODD, 'p3_impressions')).toEqual(expected)
  })

  it('has typed columns, and a name that no spreadsheet runs', async () => {
    const { code, stdout } = await exported('--metric', 'occupancy_rate', '-o', 'rows.parquet')
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^✓ rows\.parquet: 4 rows of occupancy_rate, /)])
    const { types, rows } = await readParquet(path('rows.parquet'))
    expect([types['metric_date'], types['window_end'], types['value'], types['value_change']]).toEqual([
      'DATE',
      'DATE',
      'DOUBLE',
      'DOUBLE',
    ])
    expect(rows).toContainEqual(
      expect.objectContaining({
        window_end: '2026-06-13',
        value: 0.7,
        value_change: -0.1,
        value_change_string: '-10%',
        compared_with: 'similar',
      }),
    )
    await exported('--metric', ODD, '-o', 'odd.csv')
    expect(readFileSync(path('odd.csv'), 'utf8')).toContain(
      `,"'${ODD.replaceAll('"', '""')}",your,DAY,2026-06-12,`,
    )
  })

  it('is described with --json', async () => {
    const result = await exported('--metric', 'occupancy_rate', ODD, '-o', 'rows.csv', '--json')
    expect(documentOf(result)).toMatchObject({ table: null, metrics: ['occupancy_rate', ODD], rows: 5 })
  })
})

describe('a long table', () => {
  it('is exported like the others, and narrowed to metrics', async () => {
    const { stdout } = await exported('metric_points', '--format', 'ndjson')
    expect(rowsOf(stdout)).toHaveLength(5)
    const narrowed = await exported('metric_points', '--metric', ODD, 'nights_booked', '--format', 'ndjson')
    expect(rowsOf(narrowed.stdout)).toEqual([
      [ANNA, LOFT, 'your', 'DAY', '2026-06-12', 3],
      [BEN, LOFT, 'your', 'DAY', '2026-06-12', 2],
    ])
    const { code, stdout: told } = await exported(
      'metric_windows',
      '--metric',
      'occupancy_rate',
      '-o',
      'w.csv',
    )
    expect([code, told]).toEqual([
      0,
      expect.stringMatching(/^✓ w\.csv: 1 row of occupancy_rate in metric_windows, /),
    ])
  })
})

describe('where there is nothing of a metric', () => {
  it.each([
    [
      ['--metric', 'ocupancy_rate'],
      'no number of the metric "ocupancy_rate" is stored (did you mean occupancy_rate?).',
      `→ Stored are ${ODD}, conversion_rate, nights_booked, occupancy_rate, p3_impressions.`,
    ],
    [
      ['--metric', 'wishlist'],
      'no number of the metric "wishlist" is stored.',
      'A sync asks for it with: airbnb-insights sync --metrics default,wishlist',
    ],
    [
      ['--metric', 'nights_booked', '--account', ANNA],
      'no number of the metric "nights_booked" is stored',
      '→ Stored are',
    ],
    [
      ['metric_points', '--metric', 'p3_impressions'],
      'no number of the metric "p3_impressions" is stored in metric_points',
      '→ Stored in metric_points are',
    ],
    [
      ['--metric', 'occupancy_rate', '--from', '2027-01-01'],
      'occupancy_rate holds nothing from 2027-01-01.',
      'nights from 2026-06-07 to 2026-06-13',
    ],
  ])('%j says what is stored, and writes nothing', async (args, message, hint) => {
    const { code, stdout, stderr } = await exported(...args, '-o', 'nothing.csv')
    expect(stderr).toMatch(/^airbnb-insights: There is nothing to export: [^\n]+\n→ [^\n]+\n$/)
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
    expect([code, stdout, existsSync(path('nothing.csv'))]).toEqual([1, '', false])
  })

  it.each([
    ['of 10,000 characters', 'x'.repeat(10_000)],
    ['with a line break', 'line\nbreak'],
    ['that turns the direction', '\u202eetar'],
  ])('a name %s is told as one line', async (_, metric) => {
    const { code, stderr } = await exported('--metric', metric)
    expect(stderr).toMatch(/^airbnb-insights: [^\n]{1,250}\n→ [^\n]+\n$/)
    expect(code).toBe(1)
  })
})
