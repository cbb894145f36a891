import { type CellValue, readXlsx } from 'hucre/xlsx'

/** What a sheet of an Excel workbook holds, as a reader that is not ours reads it. */
export interface SheetContent {
  readonly name: string
  /** The rows below the head by column; days as `YYYY-MM-DD`. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** The type and the number format of the first row's cells, by column. */
  readonly formats: Readonly<Record<string, string>>
  /** Rows that stay in sight. */
  readonly frozen: number
  /** How wide each column is, in characters. */
  readonly widths: readonly (number | undefined)[]
  /** Formulas that its cells have. */
  readonly formulas: readonly string[]
}

/** Reads a whole workbook. */
export async function readWorkbook(bytes: Uint8Array): Promise<readonly SheetContent[]> {
  const { sheets } = await readXlsx(bytes, { readStyles: true })
  return sheets.map(({ name, rows: [head = [], ...rows], cells, freezePane, columns }) => {
    const names = head.map(String)
    return {
      name,
      rows: rows.map((row) => Object.fromEntries(names.map((column, at) => [column, valueOf(row[at])]))),
      formats: Object.fromEntries(
        names.map((column, at) => {
          const cell = cells?.get(`1,${at}`)
          return [column, cell === undefined ? 'nothing' : `${cell.type} ${cell.style?.numFmt ?? 'General'}`]
        }),
      ),
      frozen: freezePane?.rows ?? 0,
      widths: columns?.map(({ width }) => width) ?? [],
      formulas: [...(cells?.values() ?? [])].flatMap(({ formula }) => formula ?? []),
    }
  })
}

function valueOf(value: CellValue | undefined): unknown {
  return value instanceof Date ? value.toISOString().replace('T00:00:00.000Z', '') : (value ?? null)
}
