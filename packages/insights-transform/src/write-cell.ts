import type { DriftReport } from './drift.ts'
import type { CellColumns } from './metric-tables.ts'
import { type MetricValue, NO_VALUE } from './wrapped-value.ts'

/**
 * Writes a value and the text beside it into a row. A value that its text denies is null; so is one that the column
 * cannot hold, which is drift.
 */
export function writeCell(
  row: object,
  { value: column, text: textColumn, integer }: CellColumns,
  value: MetricValue,
  text: string | null,
  listingId: string,
  report: DriftReport,
): void {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the columns are made from the registry, as the row is
  const cells = row as Record<string, number | string | null>
  cells[textColumn] = text
  if (value === null || text === NO_VALUE) cells[column] = null
  else if (typeof value === 'number' && (integer ? (value | 0) === value : Number.isFinite(value)))
    cells[column] = value
  else {
    cells[column] = null
    const held = integer ? '32-bit integers' : 'numbers'
    const message = `${column} holds ${held}, not ${JSON.stringify(value)}: null is stored`
    report('value', listingId, column, message)
  }
}
