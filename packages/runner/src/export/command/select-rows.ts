import type { AnyMetricRow, Store } from 'insights-store-timescale'
import type { MetricTable } from 'insights-transform'
import type { ExportRequest } from './export-request.ts'

/** Which rows are wanted. */
interface RowSelection extends Pick<ExportRequest, 'table' | 'listingIds' | 'from' | 'to' | 'asOf'> {
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
  for (const accountId of accountIds) {
    onAccount(accountId)
    for (const listingId of listingIds ?? [undefined]) {
      yield* store.metrics.stream<MetricTable>({
        table,
        accountId,
        signal,
        ...(listingId !== undefined && { listingId }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(asOf !== undefined && { asOf }),
      })
    }
  }
}
