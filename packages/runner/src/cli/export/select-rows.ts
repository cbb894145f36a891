import type { AnyMetricRow, MetricTable, Store } from 'insights-store-timescale'
import type { ExportRequest } from './export-request.ts'

/** Which rows are wanted. */
export interface RowSelection extends Pick<ExportRequest, 'table' | 'listingIds' | 'from' | 'to' | 'asOf'> {
  readonly accountIds: readonly string[]
  readonly signal: AbortSignal
  /** Is told of each account before its rows are read. */
  readonly onAccount: (accountId: string) => void
}

/** The rows of one account after the other, each read as one snapshot; of named listings in the order given. */
export async function* selectRows(
  store: Store,
  selection: RowSelection,
): AsyncGenerator<readonly AnyMetricRow[]> {
  const { table, accountIds, listingIds, from, to, asOf, signal, onAccount } = selection
  for (const account of accountIds) {
    onAccount(account)
    for (const listing of listingIds ?? [undefined]) {
      yield* store.metrics.stream<MetricTable>({
        table,
        account,
        signal,
        ...(listing !== undefined && { listing }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(asOf !== undefined && { asOf }),
      })
    }
  }
}
