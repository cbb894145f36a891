import type { Store } from 'insights-store-timescale'
import { isAskableMetric } from 'insights-transform'
import { didYouMean } from '../../config/nearest-name.ts'
import { RunnerError } from '../../output/runner-error.ts'
import type { ExportRequest } from './export-request.ts'
import { storedMetrics } from './stored-metrics.ts'

/**
 * Sees to it that there are numbers of each metric that an export names.
 *
 * @throws RunnerError of code `not_found` for a metric of which nothing is stored; it says of which something is.
 */
export async function requireMetrics(store: Store, request: ExportRequest): Promise<void> {
  const { metrics, table } = request.what
  if (metrics === null) return
  const stored = new Set((await storedMetrics(store, request)).map(({ metric }) => metric))
  const missing = metrics.find((metric) => !stored.has(metric))
  if (missing === undefined) return
  const names = [...stored].sort()
  const where = table === null ? '' : ` in ${table}`
  throw new RunnerError(
    'not_found',
    `There is nothing to export: no number of the metric ${JSON.stringify(missing)} is stored${where}${didYouMean(missing, names)}.`,
    { hint: whatIsStored(missing, names, where) },
  )
}

function whatIsStored(missing: string, stored: readonly string[], where: string): string {
  const names = stored.length === 0 ? '' : `Stored${where} are ${stored.join(', ')}. `
  if (isAskableMetric(missing)) {
    return `${names}A sync asks for it with: airbnb-insights sync --metrics default,${missing}`
  }
  return stored.length === 0 ? 'Fetch the insights first: airbnb-insights sync' : names.trim()
}
