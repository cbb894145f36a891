import type { MetricColumn } from 'insights-transform'
import { describe, expect, it } from 'vitest'
import { encodeRows } from '../../src/export/encode-rows.ts'
import { EXPORT_FORMATS, type ExportFormat } from '../../src/export/export-format.ts'
import type { ExportRow } from '../../src/export/export-row.ts'
import { startReading } from '../../src/export/start-reading.ts'

const COLUMNS: readonly MetricColumn[] = [
  { name: 'a', type: 'integer', nullable: false },
  { name: 'b', type: 'text', nullable: true },
]

async function* batchesOf(...batches: ExportRow[][]): AsyncGenerator<ExportRow[]> {
  yield* batches
}

/** Rows that cannot be read to their end: so many batches, then an error. */
async function* failing(after: number): AsyncGenerator<ExportRow[]> {
  for (let made = 0; made < after; made += 1) yield Array.from({ length: 1000 }, () => ({ a: made, b: null }))
  throw new Error('the database is gone')
}

const encoded = async (
  format: Exclude<ExportFormat, 'parquet'>,
  ...batches: ExportRow[][]
): Promise<string> => {
  let text = ''
  for await (const piece of encodeRows(format, COLUMNS, batchesOf(...batches)))
    text += Buffer.from(piece).toString()
  return text
}

const batches = [
  [
    { a: 1, b: 'x' },
    { a: 2, b: null },
  ],
  [],
  [{ a: 3, b: 'y, z' }],
]

describe('rows become text', () => {
  it('as one JSON array', async () => {
    expect(JSON.parse(await encoded('json', ...batches))).toEqual(batches.flat())
    expect(JSON.parse(await encoded('json'))).toEqual([])
  })

  it('as CSV, with a header also where there is no row', async () => {
    expect(await encoded('csv', ...batches)).toBe('a,b\r\n1,x\r\n2,\r\n3,"y, z"\r\n')
    expect(await encoded('csv')).toBe('a,b\r\n')
  })

  it('as one JSON object a line', async () => {
    const lines = (await encoded('ndjson', ...batches)).split('\n')
    expect(lines.pop()).toBe('')
    expect(lines.map((text) => JSON.parse(text))).toEqual(batches.flat())
    expect(await encoded('ndjson')).toBe('')
  })
})

/** Batches of a thousand rows that are more than a row group of Parquet. */
const MANY = 30

/** What only a whole file has; lines can break off anywhere. */
const ENDS: Readonly<Record<ExportFormat, RegExp>> = {
  json: /]/,
  csv: /]/,
  ndjson: /]/,
  parquet: /PAR1$/,
  xlsx: /\[Content_Types\]/,
}

describe.each(EXPORT_FORMATS)('a stream of %s', (format) => {
  it('is not begun where the first rows cannot be read', async () => {
    await expect(startReading(encodeRows(format, COLUMNS, failing(0)))).rejects.toThrow('is gone')
  })

  it('breaks off where later rows cannot be read', async () => {
    const stream = await startReading(encodeRows(format, COLUMNS, failing(MANY)))
    let text = ''
    const reading = (async () => {
      for await (const piece of stream) text += String(piece)
    })()
    await expect(reading).rejects.toThrow('is gone')
    expect(ENDS[format].test(text)).toBe(false)
  })

  it('reads no further ahead than its buffer, and leaves the source when it is destroyed', async () => {
    let made = 0
    let left = false
    const endless = async function* (): AsyncGenerator<ExportRow[]> {
      try {
        while (true) {
          made += 1
          yield Array.from({ length: 1000 }, () => ({ a: made, b: 'x'.repeat(20) }))
        }
      } finally {
        left = true
      }
    }
    const stream = await startReading(encodeRows(format, COLUMNS, endless()))
    stream.read()
    await new Promise((resolve) => setImmediate(resolve))
    expect(made).toBeLessThan(format === 'parquet' ? 2 * MANY : 6)
    const closed = new Promise((resolve) => stream.once('close', resolve))
    stream.destroy()
    await closed
    await new Promise((resolve) => setImmediate(resolve))
    expect(left).toBe(true)
  })

  it('leaves the source also where nothing was read of it', async () => {
    let left = false
    const source = async function* (): AsyncGenerator<ExportRow[]> {
      try {
        for (let made = 0; made < MANY; made += 1)
          yield Array.from({ length: 1000 }, () => ({ a: made, b: 'x' }))
      } finally {
        left = true
      }
    }
    const stream = await startReading(encodeRows(format, COLUMNS, source()))
    const closed = new Promise((resolve) => stream.once('close', resolve))
    stream.destroy()
    await closed
    await new Promise((resolve) => setImmediate(resolve))
    expect(left).toBe(true)
  })
})
