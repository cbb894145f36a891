import type { ExportedRows } from './export-request.ts'

/** What rows are exported: `chart_query`, `occupancy_rate`, `occupancy_rate in metric_points`, `every table`. */
export function rowsText({ table, metrics }: ExportedRows): string {
  const names = metrics?.join(', ')
  if (table === null) return names ?? 'every table'
  return names === undefined ? table : `${names} in ${table}`
}
