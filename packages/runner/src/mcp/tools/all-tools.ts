import type { Tool } from '../declaration/tool.ts'
import { listAccounts, listListings } from './account-tools.ts'
import { listMetrics, metricSeries } from './metric-tools.ts'
import { movers } from './movers-tool.ts'
import { freshness, leadTime, nightsAhead, pace } from './night-tools.ts'
import { getRun, listRuns } from './run-tools.ts'
import { querySql } from './sql-tool.ts'
import { marketGap, weeklyFunnel } from './week-tools.ts'

/** Every tool, in the order in which they are listed. */
export const ALL_TOOLS: readonly Tool[] = [
  listAccounts,
  listListings,
  nightsAhead,
  weeklyFunnel,
  marketGap,
  pace,
  movers,
  leadTime,
  freshness,
  listMetrics,
  metricSeries,
  listRuns,
  getRun,
  querySql,
]
