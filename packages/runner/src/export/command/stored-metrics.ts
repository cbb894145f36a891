import type { Store, StoredMetric } from 'insights-store-timescale'
import type { ExportRequest } from './export-request.ts'

/** What is stored of each metric that an export can hold: of its accounts, and in its table where it has one. */
export async function storedMetrics(
  store: Store,
  { what: { table }, accountIds }: Pick<ExportRequest, 'what' | 'accountIds'>,
): Promise<readonly StoredMetric[]> {
  const stored: StoredMetric[] = []
  for (const of of accountIds === null ? [{}] : accountIds.map((accountId) => ({ accountId }))) {
    stored.push(...(await store.metrics.stored(of)))
  }
  return table === null ? stored : stored.filter((metric) => metric.table === table)
}
