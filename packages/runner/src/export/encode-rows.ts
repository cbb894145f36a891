import type { MetricColumn } from 'insights-transform'
import { BYTE_ORDER_MARK, csvHeader, csvLines } from './csv-lines.ts'
import type { ExportFormat } from './export-format.ts'
import type { ExportRow } from './export-row.ts'

/** How rows are encoded. */
export interface EncodeRowsOptions {
  /**
   * Begins CSV with a byte order mark, as a spreadsheet wants it. No other format has one.
   *
   * @defaultValue false
   */
  readonly byteOrderMark?: boolean
}

/**
 * Writes rows piece by piece, so that memory stays the same however many there are. The first piece holds the
 * beginning together with the first rows: where they cannot be read, nothing was written yet.
 *
 * @param columns the columns in their order; also where there is no row, `csv` names and `parquet` declares them.
 */
export async function* encodeRows(
  format: ExportFormat,
  columns: readonly MetricColumn[],
  batches: AsyncIterable<readonly ExportRow[]>,
  { byteOrderMark = false }: EncodeRowsOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  if (format === 'parquet') {
    // Loaded only where it is wanted.
    const { parquetPieces } = await import('./parquet-pieces.ts')
    yield* parquetPieces(columns, batches)
  } else {
    for await (const text of textPieces(syntaxOf(format, columns, byteOrderMark), batches))
      yield Buffer.from(text)
  }
}

/** How a format of text puts rows together. */
interface Syntax {
  readonly beginning: string
  readonly between: string
  readonly end: string
  readonly write: (rows: readonly ExportRow[]) => string
}

async function* textPieces(
  { beginning, between, end, write }: Syntax,
  batches: AsyncIterable<readonly ExportRow[]>,
): AsyncGenerator<string, void, undefined> {
  let prefix = beginning
  for await (const rows of batches) {
    if (rows.length === 0) continue
    yield prefix + write(rows)
    prefix = between
  }
  const ending = (prefix === beginning ? beginning : '') + end
  if (ending !== '') yield ending
}

function syntaxOf(
  format: Exclude<ExportFormat, 'parquet'>,
  columns: readonly MetricColumn[],
  byteOrderMark: boolean,
): Syntax {
  switch (format) {
    case 'csv': {
      const names = columns.map(({ name }) => name)
      const beginning = (byteOrderMark ? BYTE_ORDER_MARK : '') + csvHeader(names)
      return { beginning, between: '', end: '', write: (rows) => csvLines(names, rows) }
    }
    case 'ndjson':
      return { beginning: '', between: '', end: '', write: (rows) => `${jsonTexts(rows).join('\n')}\n` }
    // json
    default:
      return { beginning: '[', between: ',\n', end: ']\n', write: (rows) => jsonTexts(rows).join(',\n') }
  }
}

function jsonTexts(rows: readonly ExportRow[]): string[] {
  return rows.map((row) => JSON.stringify(row))
}
