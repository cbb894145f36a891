import { type AnyMetricRow, metricRowColumns } from 'insights-store-timescale'
import { METRIC_TABLE_NAMES, type MetricTable } from 'insights-transform'
import { workbookPieces } from './workbook-pieces.ts'

/**
 * The pieces of a workbook with a sheet for each table that has a row, and the one that explains their columns. The first
 * is made when the first row was read, or when there is none at all.
 *
 * @param read gives the rows of a table; called when the ones before are written.
 */
export async function* allTablesWorkbook(
  read: (table: MetricTable) => AsyncIterable<readonly AnyMetricRow[]>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const sheets = METRIC_TABLE_NAMES.map((table) => ({
    name: table,
    columns: metricRowColumns(table),
    batches: read(table),
  }))
  yield* workbookPieces(sheets, { leaveOutEmpty: true })
}
