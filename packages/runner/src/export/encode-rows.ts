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

  /**
   * Writes CSV so that a spreadsheet that opens it keeps the digits of ids: `="918273645546372819"`. For nothing else
   * is such a file good. No other format knows it.
   *
   * @defaultValue false
   */
  readonly forSpreadsheet?: boolean

  /**
   * The name of the sheet that an `xlsx` file has for the rows: a table's, whose columns are then explained as they
   * are there.
   *
   * @defaultValue `rows`
   */
  readonly sheetName?: string
}

/**
 * Writes rows piece by piece, so that memory stays the same however many there are. The first piece holds the
 * beginning together with the first rows: where they cannot be read, nothing was written yet.
 *
 * @param columns the columns in their order; also where there is no row, `csv` and `xlsx` name and `parquet` declares
 *   them.
 */
export async function* encodeRows(
  format: ExportFormat,
  columns: readonly MetricColumn[],
  batches: AsyncIterable<readonly ExportRow[]>,
  { byteOrderMark = false, forSpreadsheet = false, sheetName = 'rows' }: EncodeRowsOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  if (format === 'parquet') {
    // Loaded only where it is wanted.
    const { parquetPieces } = await import('./parquet-pieces.ts')
    yield* parquetPieces(columns, batches)
  } else if (format === 'xlsx') {
    const { workbookPieces } = await import('./workbook-pieces.ts')
    yield* workbookPieces([{ name: sheetName, columns, batches }])
  } else {
    const syntax = syntaxOf(format, columns, { byteOrderMark, forSpreadsheet })
    for await (const text of textPieces(syntax, batches)) yield Buffer.from(text)
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
  format: Exclude<ExportFormat, 'parquet' | 'xlsx'>,
  columns: readonly MetricColumn[],
  { byteOrderMark, forSpreadsheet }: Required<Pick<EncodeRowsOptions, 'byteOrderMark' | 'forSpreadsheet'>>,
): Syntax {
  switch (format) {
    case 'csv': {
      const names = columns.map(({ name }) => name)
      const beginning = (byteOrderMark ? BYTE_ORDER_MARK : '') + csvHeader(names)
      return { beginning, between: '', end: '', write: (rows) => csvLines(names, rows, { forSpreadsheet }) }
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
