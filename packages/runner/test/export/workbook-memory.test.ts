import { execFile } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { streamXlsxRows } from 'hucre/xlsx'
import { afterAll, expect, it } from 'vitest'
import { CliFolder } from '../cli/cli-folder.ts'
import { PEAK_MEMORY } from '../support/peak-memory.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const ROWS = 300_000
const EXPORT = pathToFileURL(join(import.meta.dirname, '../../dist/export.js')).href

/** Writes rows whose XML is some 130 MB, and says how much memory that took at the most. */
const WRITE = `
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { encodeRows } from '${EXPORT}'
const columns = [
  { name: 'airbnb_listing_id', type: 'text', nullable: false },
  { name: 'airbnb_internal_name', type: 'text', nullable: false },
  { name: 'metric_date', type: 'date', nullable: false },
  { name: 'conversion_rate_your_value', type: 'number', nullable: true },
  { name: 'p3_impressions_your_value', type: 'integer', nullable: true },
]
async function* batches() {
  for (let first = 0; first < ${ROWS}; first += 1_000) {
    yield Array.from({ length: 1_000 }, (_, at) => ({
      airbnb_listing_id: '918273645546' + String(first + at).padStart(6, '0'),
      airbnb_internal_name: 'Sea view ' + (first + at),
      metric_date: '2026-06-12',
      conversion_rate_your_value: 1 / (first + at + 1),
      p3_impressions_your_value: first + at,
    }))
  }
}
await pipeline(Readable.from(encodeRows('xlsx', columns, batches())), createWriteStream(process.argv[1]))
console.log(${PEAK_MEMORY})
`

it('writes 300,000 rows in the memory of a few, and none is missing', { timeout: 120_000 }, async () => {
  const file = join(folder.path, 'many.xlsx')
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--max-old-space-size=48',
    '--input-type=module',
    '--eval',
    WRITE,
    file,
  ])
  expect(Number(stdout) / 1024).toBeLessThan(260)

  let rows = 0
  let misplaced = 0
  const bytes = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>
  for await (const { index, values } of streamXlsxRows(bytes, { sheet: 'rows' })) {
    // The head is the row 0.
    if (index > 0 && values[0] !== `918273645546${String(index - 1).padStart(6, '0')}`) misplaced += 1
    rows += 1
  }
  expect([rows, misplaced]).toEqual([ROWS + 1, 0])
})
