import { type AskableMetric, addDays, hasColumns, sundayOf } from 'insights-transform'
import { outlast } from '../waiting/outlast.ts'
import type { SyncRun } from './sync-run.ts'

/**
 * Notes which metrics every listing has had its turn with. A listing that was not stored owes them by its cursor. Of a metric
 * that failed by itself nobody remembers which listings lack it, so that it does not count as answered, and all are asked
 * again.
 *
 * @param due the metrics that this day's run asks every listing for.
 */
export async function recordAnswered(run: SyncRun, due: readonly AskableMetric[]): Promise<void> {
  const { store, accountId, scrapeDay, metrics, hadFailures, committed } = run
  const answered: AskableMetric[] = []
  for (const metric of due) {
    // Where each listing fails before its turn, nobody knows whether the metric is refused.
    if (committed.size === 0 && !metrics.wasAnswered(metric)) continue
    const isWell = metrics.wentWell(metric) && (hasColumns(metric) || !hadFailures)
    if (isWell && (await wasAskedBefore(run, metric))) answered.push(metric)
  }
  if (answered.length === 0) return
  await outlast(() => store.accountMetrics.answered(accountId, scrapeDay, answered))
}

/**
 * Whether the listings that a run committed before it was resumed have numbers of a metric: it may have been begun with
 * another choice.
 */
async function wasAskedBefore(
  { store, accountId, scrapeDay, committed }: SyncRun,
  metric: AskableMetric,
): Promise<boolean> {
  if (committed.size === 0) return true
  const from = sundayOf(scrapeDay)
  const numbers = await outlast(() => store.metrics.series({ accountId, metric, from, to: addDays(from, 6) }))
  const readToday = new Set(
    numbers.flatMap((row) => (row.confirmed_on === scrapeDay ? [row.airbnb_listing_id] : [])),
  )
  return [...committed].every((listingId) => readToday.has(listingId))
}
