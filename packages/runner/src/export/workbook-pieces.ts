import type { MetricColumn } from 'insights-transform'
import { columnNotes } from './column-notes.ts'
import type { ExportRow } from './export-row.ts'
import { lettersOf, type SheetColumn, STYLES, sheetColumn, textCell } from './sheet-column.ts'
import { sheetBeginning, sheetEnd, sheetRows } from './sheet-pieces.ts'
import { sheetPath, workbookParts } from './workbook-parts.ts'
import { type ZipEntry, zipPieces } from './zip-pieces.ts'

/** Rows that have a sheet of their own. */
export interface WorkbookSheet {
  /** At most 25 characters, none of which is one of `[]:*?/\`. */
  readonly name: string
  readonly columns: readonly MetricColumn[]
  readonly batches: AsyncIterable<readonly ExportRow[]>
}

/** How a workbook is put together. */
export interface WorkbookOptions {
  /**
   * Rows of a sheet beside its head; those after them go to further ones.
   *
   * @defaultValue 1,048,575, as many as Excel has room for
   */
  readonly rowsPerSheet?: number
  /** Leaves out the sheets that have no row, as long as one has. */
  readonly leaveOutEmpty?: boolean
}

/** Excel's 1,048,576 rows, less the head. */
const MOST_ROWS = 2 ** 20 - 1

/** A sheet's bytes are told in 32 bits, and a character has up to three: beyond this, the next sheet begins. */
const MOST_CHARACTERS = 2 ** 30

/** The name of the sheet that explains the others. */
const NOTES = 'columns'

/**
 * The pieces of an Excel workbook (Office Open XML): a sheet for each of those given, and one at the end that explains
 * their columns. Ids and texts are text, days are days, rates fractions shown as percent. Memory stays the same however
 * many rows there are. A file without its end is no workbook.
 */
export async function* workbookPieces(
  sheets: readonly WorkbookSheet[],
  { rowsPerSheet = MOST_ROWS, leaveOutEmpty = false }: WorkbookOptions = {},
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* zipPieces(entriesOf(sheets, rowsPerSheet, leaveOutEmpty))
}

async function* entriesOf(
  sheets: readonly WorkbookSheet[],
  rowsPerSheet: number,
  leaveOutEmpty: boolean,
): AsyncGenerator<ZipEntry, void, undefined> {
  const names: string[] = []
  const written: WorkbookSheet[] = []
  for (const sheet of sheets) {
    const rows = new PendingRows(sheet.batches)
    try {
      if (leaveOutEmpty && !(await rows.hasMore())) continue
      written.push(sheet)
      let part = 1
      do {
        names.push(part === 1 ? sheet.name : `${sheet.name} (${part})`)
        yield {
          name: sheetPath(names.length),
          pieces: sheetOf(sheet.columns.map(sheetColumn), rows, rowsPerSheet),
        }
        part += 1
      } while (await rows.hasMore())
    } finally {
      await rows.end()
    }
  }
  names.push(NOTES)
  yield { name: sheetPath(names.length), pieces: [notesOf(written)] }
  for (const [name, text] of workbookParts(names)) yield { name, pieces: [text] }
}

/** One sheet: as many rows as it has room for. */
async function* sheetOf(
  columns: readonly SheetColumn[],
  rows: PendingRows,
  most: number,
): AsyncGenerator<string, void, undefined> {
  let before = sheetBeginning(columns)
  let count = 0
  let characters = 0
  while (count < most && characters < MOST_CHARACTERS && (await rows.hasMore())) {
    const taken = rows.take(most - count)
    const text = sheetRows(columns, taken, count + 2)
    count += taken.length
    characters += text.length
    yield before + text
    before = ''
  }
  yield before + sheetEnd(columns, count + 1)
}

/** Rows that are read when they are wanted, and may be more than a sheet takes. */
class PendingRows {
  readonly #batches: AsyncIterator<readonly ExportRow[]>
  #rows: readonly ExportRow[] = []

  constructor(batches: AsyncIterable<readonly ExportRow[]>) {
    this.#batches = batches[Symbol.asyncIterator]()
  }

  async hasMore(): Promise<boolean> {
    while (this.#rows.length === 0) {
      const next = await this.#batches.next()
      if (next.done === true) return false
      this.#rows = next.value
    }
    return true
  }

  /** Up to as many rows of those that were read. */
  take(most: number): readonly ExportRow[] {
    const taken = this.#rows.slice(0, most)
    this.#rows = this.#rows.slice(most)
    return taken
  }

  /** Nobody wants more. */
  async end(): Promise<void> {
    await this.#batches.return?.()
  }
}

/** Characters that a line of an explanation has, beside the names. */
const PROSE_WIDTH = 110
const NAME_WIDTH = 40

/** The sheet that explains the columns of those that were written. */
function notesOf(sheets: readonly WorkbookSheet[]): string {
  const columns = [
    { name: 'sheet', width: 20, style: STYLES.text },
    { name: 'column', width: NAME_WIDTH, style: STYLES.text },
    { name: 'what', width: PROSE_WIDTH, style: STYLES.prose },
  ].map(({ name, width, style }, at): SheetColumn => {
    const letters = lettersOf(at)
    return {
      name,
      letters,
      width,
      style,
      isText: true,
      cell: (value, _, number) =>
        value === undefined || value === null ? '' : textCell(`${letters}${number}`, String(value), style),
    }
  })
  const notes = columnNotes(sheets)
  return sheetBeginning(columns) + sheetRows(columns, notes, 2) + sheetEnd(columns, notes.length + 1)
}
