import { zstdCompressSync } from 'node:zlib'
import { ByteWriter, type ColumnSource, ParquetWriter } from 'hyparquet-writer'
import type { MetricColumn } from 'insights-transform'
import { VERSION } from '../output/version.ts'
import type { ExportRow } from './export-row.ts'
import { type ParquetColumn, type ParquetValue, parquetColumn } from './parquet-column.ts'

/** Rows of a row group, all of which are in memory until it is written. */
const ROW_GROUP = 20_000

/**
 * The pieces of a Parquet file: days are DATE, numbers DOUBLE and INT32, all else is UTF-8 text; zstd. Each piece is a
 * row group, the last one holds what a reader begins with: a file without its end is no Parquet file.
 */
export async function* parquetPieces(
  columns: readonly MetricColumn[],
  batches: AsyncIterable<readonly ExportRow[]>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const parquetColumns = columns.map(parquetColumn)
  const bytes = new ByteWriter()
  const file = new ParquetWriter({
    writer: bytes,
    schema: [{ name: 'root', num_children: columns.length }, ...parquetColumns.map(({ element }) => element)],
    codec: 'ZSTD',
    compressors: { ZSTD: (input) => zstdCompressSync(input) },
    createdBy: `airbnb-insights-runner version ${VERSION}`,
  })
  for await (const group of rowGroups(parquetColumns, batches)) {
    await file.write({ columnData: group.columnData, rowGroupSize: group.rows })
    yield taken(bytes)
  }
  await file.finish()
  yield taken(bytes)
}

/** Rows turned into columns, which hold the next group after this one: they are to be written at once. */
interface RowGroup {
  readonly rows: number
  readonly columnData: ColumnSource[]
}

async function* rowGroups(
  columns: readonly ParquetColumn[],
  batches: AsyncIterable<readonly ExportRow[]>,
): AsyncGenerator<RowGroup, void, undefined> {
  const columnData = columns.map((column) => ({ ...column, data: [] as ParquetValue[] }))
  let rows = 0
  for await (const batch of batches) {
    for (const { name, valueOf, data } of columnData) {
      let at = rows
      for (const row of batch) data[at++] = valueOf(row[name])
    }
    rows += batch.length
    if (rows < ROW_GROUP) continue
    for (const { data } of columnData) data.length = rows
    yield { rows, columnData }
    rows = 0
  }
  for (const { data } of columnData) data.length = rows
  if (rows > 0) yield { rows, columnData }
}

/** What was written since the last time; the writer counts on from there. */
function taken(writer: ByteWriter): Uint8Array {
  const piece = new Uint8Array(writer.getBuffer())
  writer.index = 0
  return piece
}
