import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CliFolder, documentOf } from '../../cli/cli-folder.ts'
import { readParquet } from '../../support/read-parquet.ts'
import { ANNA, BARN, BEN, fillFolder, LOFT, NAME } from './exported-rows.ts'
import { ndjsonCells } from './ndjson-cells.ts'

const folder = new CliFolder()
beforeAll(() => fillFolder(folder))
afterAll(() => folder[Symbol.dispose]())

const path = (name: string) => join(folder.path, name)
const exported = (...args: string[]) => folder.run(['export', ...args])
const leftovers = () => readdirSync(folder.path).filter((name) => name.endsWith('.part'))

/** Account, listing, day, scrape day and views of each row. */
const rowsOf = (ndjson: string) =>
  ndjsonCells(ndjson, ['account_id', 'airbnb_listing_id', 'metric_date', 'time', 'p3_impressions_your_value'])

describe('to stdout', () => {
  it('writes CSV of all accounts, one after the other, and nothing else', async () => {
    const { code, stdout, stderr } = await folder.spawn(['export', 'chart_query'])
    const lines = stdout.split('\r\n')
    expect(lines[0]).toMatch(/^account_id,time,airbnb_listing_id,airbnb_internal_name,metric_date,/)
    expect(lines.slice(1, -1).map((line) => line.split(',')[0])).toEqual([
      ...Array<string>(6).fill(ANNA),
      ...Array<string>(3).fill(BEN),
    ])
    expect(stdout).toContain(`${LOFT},"'${NAME.replaceAll('"', '""')}",2026-06-12,0.0125,`)
    expect([code, stderr]).toEqual([0, ''])
  })

  it.each([
    [['--account', BEN], [BEN, LOFT, '2026-06-12', '2026-06-15', 15], 3],
    [['--listing', BARN], [ANNA, BARN, '2026-06-12', '2026-06-15', 15], 3],
    [['--listing', BARN, LOFT, '--account', ANNA], [ANNA, BARN, '2026-06-12', '2026-06-15', 15], 6],
    [['--from', '2026-06-13', '--to', '2026-06-13'], [ANNA, LOFT, '2026-06-13', '2026-06-15', 15], 3],
    [['--as-of', '2026-06-14'], [ANNA, LOFT, '2026-06-12', '2026-06-14', 14], 6],
  ])('takes %j', async (args, first, count) => {
    const { stdout } = await exported('chart_query', '--format', 'ndjson', ...args)
    const rows = rowsOf(stdout)
    expect(rows[0]).toEqual(first)
    expect(rows).toHaveLength(count)
  })

  it('ends in silence when the reader is gone', async () => {
    const { code, stderr } = await folder.spawn(['export', 'chart_query'], {
      whileRunning: (child) => void child.stdout?.destroy(),
    })
    expect([code, stderr]).toEqual([0, ''])
  })
})

describe('to a file', () => {
  it('takes the format from its name, and says what it wrote', async () => {
    const { code, stdout } = await exported('chart_query', '-o', 'rows.parquet')
    expect(stdout).toMatch(/^✓ rows\.parquet: 9 rows of chart_query, \d\.\d kB, in /)
    expect(code).toBe(0)
    const { types, rows } = await readParquet(path('rows.parquet'))
    expect(types['metric_date']).toBe('DATE')
    expect(rows).toHaveLength(9)
    expect(rows[0]).toMatchObject({ airbnb_listing_id: LOFT, airbnb_internal_name: NAME, time: '2026-06-15' })
  })

  it('holds the same in JSON as in lines of JSON', async () => {
    await exported('chart_query', '-o', 'rows.json')
    await exported('chart_query', '--output', 'rows.txt', '--format', 'ndjson')
    const lines = readFileSync(path('rows.txt'), 'utf8').trimEnd().split('\n')
    expect(JSON.parse(readFileSync(path('rows.json'), 'utf8'))).toEqual(lines.map((line) => JSON.parse(line)))
  })

  it('describes it with --json', async () => {
    const result = await exported('chart_query', '-o', 'rows.csv', '--account', ANNA, '--json')
    expect(documentOf(result)).toEqual({
      file: path('rows.csv'),
      table: 'chart_query',
      metrics: null,
      format: 'csv',
      accounts: [ANNA],
      rows: 6,
      bytes: readFileSync(path('rows.csv')).byteLength,
      duration_ms: expect.any(Number),
    })
  })

  it('replaces what a link leads to, and leaves the link', async () => {
    writeFileSync(path('old.csv'), 'old')
    symlinkSync('old.csv', path('link.csv'))
    await exported('chart_query', '-o', 'link.csv')
    expect(readFileSync(path('old.csv'), 'utf8')).toMatch(/^\uFEFFaccount_id,/)
  })

  it('marks a CSV file as UTF-8 for spreadsheets, unless told not to, and no other', async () => {
    const beginningOf = async (...args: string[]) => {
      await exported('chart_query', '-o', ...args)
      return readFileSync(path(args[0] ?? ''))
        .subarray(0, 4)
        .toString('hex')
    }
    expect(await beginningOf('marked.csv')).toBe('efbbbf61')
    expect(await beginningOf('plain.csv', '--no-bom')).toBe(Buffer.from('acco').toString('hex'))
    expect(await beginningOf('rows.ndjson')).toBe(Buffer.from('{"ac').toString('hex'))
    expect((await exported('chart_query')).stdout).toMatch(/^account_id,/)
  })

  it('knows .jsonl, and CSV where the name has no ending', async () => {
    await exported('chart_query', '-o', 'rows.jsonl')
    expect(rowsOf(readFileSync(path('rows.jsonl'), 'utf8'))).toHaveLength(9)
    await exported('chart_query', '-o', 'rows')
    expect(readFileSync(path('rows'), 'utf8')).toMatch(/^\uFEFFaccount_id,/)
  })

  it.each(['days.xls', 'days.csv.gz', 'days.txt'])(
    'refuses the ending of %s, and writes nothing',
    async (file) => {
      const { code, stderr } = await exported('chart_query', '-o', file)
      expect(stderr).toBe(
        `airbnb-insights: --output: given "${file}", allowed: a name that ends in .xlsx, .csv, .json, .ndjson, .jsonl or .parquet, or any with --format\n`,
      )
      expect([code, existsSync(path(file))]).toEqual([2, false])
    },
  )

  it.each([
    ['no/such/folder.csv', 'ENOENT'],
    ['a-folder', 'EISDIR'],
    ['/dev/null', 'not a regular file'],
  ])('refuses %s in one line', async (file, why) => {
    mkdirSync(path('a-folder'), { recursive: true })
    const { code, stdout, stderr } = await exported('chart_query', '-o', file)
    expect(stderr).toMatch(/^airbnb-insights: --output: given [^\n]+\n$/)
    expect(stderr).toContain(why)
    expect([code, stdout]).toEqual([2, ''])
  })
})

describe('where there is nothing to export', () => {
  it.each([
    [['list_of_metrics'], 'list_of_metrics is empty', 'airbnb-insights sync'],
    [
      ['chart_query', '--from', '2027-01-01'],
      'nothing from 2027-01-01',
      'nights from 2026-06-12 to 2026-06-14',
    ],
    [['chart_query', '--listing', '7'], 'nothing of listing 7', 'accounts show'],
  ])('%j says what to do, and writes nothing', async (args, message, hint) => {
    const { code, stdout, stderr } = await exported(...args, '-o', 'nothing.csv')
    expect(stderr).toMatch(/^airbnb-insights: There is nothing to export: [^\n]+\n→ [^\n]+\n$/)
    expect(stderr).toContain(message)
    expect(stderr).toContain(hint)
    expect([code, stdout, existsSync(path('nothing.csv')), leftovers()]).toEqual([1, '', false, []])
  })

  it('says so where there is no account', async () => {
    using empty = new CliFolder()
    const { code, stderr } = await empty.run(['export', 'chart_query'])
    expect(stderr).toMatch(/no account yet\.\n→ [^\n]*accounts import[^\n]*\n$/)
    expect(code).toBe(1)
  })
})

describe('what is mistyped is refused in one line, exit code 2', () => {
  it.each([
    [
      ['chart_qery'],
      '"chart_qery", allowed: chart_query, chart_summary, list_of_metrics, metric_points, metric_windows (did you mean chart_query?)',
    ],
    [['list-of-metrics'], '(did you mean list_of_metrics?)'],
    [
      ['accounts'],
      '<table>: given "accounts", allowed: chart_query, chart_summary, list_of_metrics, metric_points, metric_windows\n',
    ],
    [['chart_query', '--format', 'parqet'], '(did you mean parquet?)'],
    [['chart_query', '--formt', 'csv'], "unknown option '--formt' (did you mean --format?)"],
    [['chart_query', '--from', '2026-02-30'], '--from: given "2026-02-30"'],
    [['chart_query', '--from', '2026-06-02', '--to', '2026-06-01'], 'not after --to'],
    [['chart_query', '--account', 'x'], '--account: given "x"'],
    [['chart_query', '--listing', 'x'], '--listing: given "x"'],
    [['chart_query', '--json'], '--json: given without a file'],
    [[], '<table>: given nothing, allowed: chart_query, chart_summary'],
    [['chart_query', '--metric', 'occupancy_rate'], '--metric: given with chart_query'],
    [['--metric', ', ,'], '--metric: given ", ,", allowed: names of metrics'],
  ])('%j', async (args, message) => {
    const { code, stderr } = await exported(...args)
    expect(stderr).toMatch(/^airbnb-insights: [^\n]+\n$/)
    expect(stderr).toContain(message)
    expect(code).toBe(2)
  })

  it('an account that is not there is exit code 1', async () => {
    const { code, stderr } = await exported('chart_query', '--account', '404')
    expect(stderr).toContain('404')
    expect(code).toBe(1)
  })
})
