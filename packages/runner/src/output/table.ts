import Table from 'cli-table3'
import stringWidth from 'string-width'
import { oneLineText } from './one-line-text.ts'
import type { Style, Tone } from './style.ts'
import { fitWidth } from './text-width.ts'

/** One column: its heading, and how its cells look. */
export interface Column<Row> {
  readonly heading: string
  /** Text of a row's cell; null and undefined show as `–`. */
  readonly text: (row: Row) => string | number | null | undefined
  /** Meaning of a cell, shown as colour where there are colours. */
  readonly tone?: (row: Row) => Tone | undefined
  /** @defaultValue 'left' */
  readonly align?: 'left' | 'right'
  /** Columns that may be shortened when the terminal is narrow; identifiers are not. @defaultValue false */
  readonly shrinks?: boolean
  /** Whether it may be left out of a narrow terminal, the leftmost such column first. @defaultValue false */
  readonly yields?: boolean
}

/** Where a table is shown. */
interface TableSurface {
  /** Terminal width in columns; undefined (a pipe) never shortens anything. */
  readonly width: number | undefined
  readonly style: Style
}

const GAP = 2
const SMALLEST_SHRUNK_COLUMN = 8
const ABSENT = '–'
/** Stands for one terminal column while cli-table3 lays out: its own idea of an emoji's width is years old. */
const PLACEHOLDER = '\uE000'

/** Lays rows out as a table without a line end; emoji and wide letters keep the columns aligned. */
export function renderTable<Row>(
  rows: readonly Row[],
  allColumns: readonly Column<Row>[],
  { width, style }: TableSurface,
): string {
  const columns = width === undefined ? allColumns : columnsThatFit(rows, allColumns, width)
  const cells = rows.map((row) => columns.map((column) => oneLineText(column.text(row) ?? ABSENT)))
  const widths = columnWidths(columns, cells, width)
  const shown: string[] = []
  const place = (text: string, column: number, tone: Tone | undefined): string => {
    const fitted = fitWidth(text, widths[column] ?? 0)
    if (fitted !== '') shown.push(tone === undefined ? fitted : style(tone, fitted))
    return PLACEHOLDER.repeat(stringWidth(fitted))
  }
  const table = new Table({
    head: columns.map((column, index) => place(column.heading, index, 'strong')),
    colAligns: columns.map((column) => column.align ?? 'left'),
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': GAP },
    chars: BORDERLESS,
  })
  rows.forEach((row, line) => {
    table.push(columns.map((column, index) => place(cells[line]?.[index] ?? '', index, column.tone?.(row))))
  })
  const placed = new RegExp(`${PLACEHOLDER}+`, 'g')
  return table
    .toString()
    .replace(placed, () => shown.shift() ?? '')
    .replace(/[ \t]+$/gm, '')
}

const BORDERLESS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
} as const

function columnsThatFit<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  available: number,
): readonly Column<Row>[] {
  const needed = columns.map(({ heading, text, shrinks }) => {
    const cells = rows.map((row) => stringWidth(oneLineText(text(row) ?? ABSENT)))
    const widest = Math.max(stringWidth(heading), ...cells)
    return GAP + (shrinks === true ? Math.min(SMALLEST_SHRUNK_COLUMN, widest) : widest)
  })
  const yielding = columns.findIndex((column) => column.yields === true)
  if (yielding === -1 || needed.reduce((sum, width) => sum + width, -GAP) <= available) return columns
  return columnsThatFit(rows, columns.toSpliced(yielding, 1), available)
}

function columnWidths<Row>(
  columns: readonly Column<Row>[],
  cells: readonly (readonly string[])[],
  available: number | undefined,
): number[] {
  const widths = columns.map((column, index) =>
    Math.max(stringWidth(column.heading), ...cells.map((line) => stringWidth(line[index] ?? ''))),
  )
  if (available === undefined) return widths
  const total = (): number => widths.reduce((sum, width) => sum + width + GAP, -GAP)
  while (total() > available) {
    const widest = widestShrinkable(columns, widths)
    if (widest === undefined) break
    widths[widest] = (widths[widest] ?? 0) - 1
  }
  return widths
}

function widestShrinkable<Row>(
  columns: readonly Column<Row>[],
  widths: readonly number[],
): number | undefined {
  let widest: number | undefined
  columns.forEach((column, index) => {
    const width = widths[index] ?? 0
    if (column.shrinks !== true || width <= SMALLEST_SHRUNK_COLUMN) return
    if (widest === undefined || width > (widths[widest] ?? 0)) widest = index
  })
  return widest
}
