import { METRIC_TABLE_NAMES, type MetricColumn } from 'insights-transform'
import { STORED_COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import type { ExportRow } from './export-row.ts'
import { SERIES_DESCRIPTIONS } from './series-descriptions.ts'

/** A sheet, of which it is said what it holds. */
interface NotedSheet {
  readonly name: string
  readonly columns: readonly MetricColumn[]
}

/** What is to be known of every sheet. */
const OF_ALL: readonly string[] = [
  'Nights are nights: metric_date, window_start and window_end are the nights of a stay that guests searched for, not the days on which they looked. The day on which the numbers were read is time.',
  'A number of a night still grows while guests look for it: compare nights that are over, or that are as far ahead.',
  'Rates are fractions that are shown as percent: 0.0125 is 1.25%. Changes of rates are percentage points.',
  'An empty cell is a number that nobody knows; a 0 was counted.',
]

/** The rows that explain the columns of sheets: of which sheet, which column, what it is. */
export function columnNotes(sheets: readonly NotedSheet[]): ExportRow[] {
  return [
    ...OF_ALL.map((what) => ({ what })),
    ...sheets.flatMap(({ name, columns }) => {
      const { table, columns: meanings } = descriptionOf(name)
      return [
        { sheet: name, what: table },
        ...columns.map((column) => ({
          sheet: name,
          column: column.name,
          what: meanings[column.name] ?? column.name,
        })),
      ]
    }),
  ]
}

function descriptionOf(sheet: string): { table: string; columns: Readonly<Record<string, string>> } {
  const table = METRIC_TABLE_NAMES.find((one) => one === sheet)
  if (table === undefined) {
    return { table: 'One number of a metric, whichever table holds it.', columns: SERIES_DESCRIPTIONS }
  }
  const { table: what, columns } = TABLE_DESCRIPTIONS[table]
  return { table: what, columns: { ...STORED_COLUMN_DESCRIPTIONS, ...columns } }
}
