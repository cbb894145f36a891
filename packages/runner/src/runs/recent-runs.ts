import type { Run } from 'insights-store-timescale'
import { formatShortCount } from '../output/format.ts'
import { trendText } from '../output/sparkline.ts'

/** How many runs of an account are set side by side. */
export const RECENT_RUNS = 8

/** A run among others of its account. */
export interface RecentRun {
  readonly runId: string
  readonly scrapeDay: string
  readonly status: Run['status']
  /** Null while it has not begun. */
  readonly rowsNew: number | null
}

/** The last runs of an account, oldest first, from what lists them newest first. */
export function recentRuns(runs: readonly Run[]): RecentRun[] {
  return runs
    .map(({ runId, scrapeDay, status, startedAt, rows }) => ({
      runId,
      scrapeDay,
      status,
      rowsNew: startedAt === null ? null : rows.inserted,
    }))
    .toReversed()
}

/** How many new rows each of them brought; undefined where there is nothing to compare. */
export function newRowsText(recent: readonly RecentRun[]): string | undefined {
  const counts = recent.map(({ rowsNew }) => rowsNew)
  if (counts.filter((count) => count !== null).length < 2) return undefined
  return `${trendText(counts, formatShortCount)} new rows`
}
