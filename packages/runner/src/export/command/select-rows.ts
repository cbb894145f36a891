import type { AnyMetricRow, Store } from 'insights-store-timescale'
import type { MetricTable } from 'insights-transform'
import type { ExportedRows, ExportRequest } from './export-request.ts'

/** Rows of one table, or of metrics. */
export type SelectedRows = Exclude<ExportedRows, { table: null; metrics: null }>

/** Which rows are wanted. */
interface RowSelection extends Pick<ExportRequest, 'listingIds' | 'from' | 'to' | 'asOf'> {
  readonly what: SelectedRows
  readonly accountIds: readonly string[]
  readonly signal: AbortSignal
  /** Is told of each account before its rows are read. */
  readonly onAccount: (accountId: string) => void
}

/**
 * The rows of one account after the other, each table or metric read as one snapshot; of named listings and metrics in
 * the order given.
 */
export async function* selectRows(
  store: Store,
  selection: RowSelection,
): AsyncGenerator<readonly AnyMetricRow[]> {
  const { what, accountIds, listingIds, from, to, asOf, signal, onAccount } = selection
  const days = {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(asOf !== undefined && { asOf }),
  }
  for (const accountId of accountIds) {
    onAccount(accountId)
    for (const listingId of listingIds ?? [undefined]) {
      const query = { accountId, signal, ...(listingId !== undefined && { listingId }), ...days }
      if (what.table === null) {
        for (const metric of what.metrics) yield* store.metrics.streamSeries({ ...query, metric })
      } else {
        const { table, metrics } = what
        yield* store.metrics.stream<MetricTable>({ ...query, table, ...(metrics !== null && { metrics }) })
      }
    }
  }
}
