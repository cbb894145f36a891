import { csvHeader, csvLines, type Row } from './csv-lines.ts'
import type { ExportFormat } from './export-format.ts'

/**
 * Writes rows as text, a piece for each batch, so that memory stays the same however many there are. The first piece
 * holds the beginning together with the first batch: where the rows cannot be read, nothing was written yet.
 *
 * @param columns the columns in their order, which `csv` also names where there is no row.
 */
export async function* encodeRows(
  format: ExportFormat,
  columns: readonly string[],
  batches: AsyncIterable<readonly Row[]>,
): AsyncGenerator<string, void, undefined> {
  const { beginning, between, end, write } = syntaxOf(format, columns)
  let prefix = beginning
  for await (const rows of batches) {
    if (rows.length === 0) continue
    yield prefix + write(rows)
    prefix = between
  }
  const ending = (prefix === beginning ? beginning : '') + end
  if (ending !== '') yield ending
}

/** How a format puts rows together. */
interface Syntax {
  readonly beginning: string
  readonly between: string
  readonly end: string
  readonly write: (rows: readonly Row[]) => string
}

function syntaxOf(format: ExportFormat, columns: readonly string[]): Syntax {
  switch (format) {
    case 'csv':
      return { beginning: csvHeader(columns), between: '', end: '', write: (rows) => csvLines(columns, rows) }
    case 'ndjson':
      return { beginning: '', between: '', end: '', write: (rows) => `${jsonTexts(rows).join('\n')}\n` }
    // json
    default:
      return { beginning: '[', between: ',\n', end: ']\n', write: (rows) => jsonTexts(rows).join(',\n') }
  }
}

function jsonTexts(rows: readonly Row[]): string[] {
  return rows.map((row) => JSON.stringify(row))
}
