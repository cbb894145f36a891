import { METRIC_REGISTRY, metricNamed } from 'insights-transform'
import { everyText } from '../../config/metric-choice.ts'
import { formatCount, formatDuration } from '../../output/format.ts'
import type { Column } from '../../output/table.ts'
import type { AccountPlan } from './plan-report.ts'

/** What a chosen metric costs in a sync of several accounts, or what all else costs. */
export interface MetricCost {
  /** The metric's name; null for what is asked beside the metrics. */
  readonly metric: string | null
  readonly everyDays: number | null
  readonly listings: number
  readonly requests: number
  readonly durationMs: number
  /** Accounts that it was refused for, less than a week ago. */
  readonly refusedFor: number
}

/** What each chosen metric costs, in the registry's order, and what is asked beside them: the sum is the whole sync. */
export function metricCosts(plans: readonly AccountPlan[], minIntervalMs: number): MetricCost[] {
  const planned = plans.flatMap(({ plan }) => plan?.metrics ?? [])
  const costs = METRIC_REGISTRY.flatMap(({ name }): MetricCost[] => {
    const ofAll = planned.filter(({ metric }) => metric === name)
    const [first] = ofAll
    if (first === undefined) return []
    const requests = ofAll.reduce((sum, one) => sum + one.requests, 0)
    return [
      {
        metric: name,
        everyDays: first.everyDays,
        listings: ofAll.reduce((sum, one) => sum + one.listings, 0),
        requests,
        durationMs: requests * minIntervalMs,
        refusedFor: ofAll.filter(({ refusedUntil }) => refusedUntil !== null).length,
      },
    ]
  })
  const all = plans.reduce((sum, { plan }) => sum + (plan?.requests ?? 0), 0)
  const beside = all - costs.reduce((sum, { requests }) => sum + requests, 0)
  const rest = { metric: null, everyDays: null, listings: 0, refusedFor: 0 }
  return [...costs, { ...rest, requests: beside, durationMs: beside * minIntervalMs }]
}

/** Columns of `sync --dry-run`: what each metric costs. */
export const METRIC_COST_COLUMNS: readonly Column<MetricCost>[] = [
  { heading: 'Metric', text: ({ metric }) => metric ?? 'listings and canary' },
  {
    heading: 'Page',
    text: ({ metric }) => (metric === null ? null : metricNamed(metric)?.page),
    yields: true,
  },
  {
    heading: 'Asked',
    text: ({ everyDays, refusedFor, requests }) => {
      if (everyDays === null) return 'each sync'
      const often = everyText(everyDays)
      if (refusedFor > 0) return `${often}; refused`
      return requests === 0 ? `${often}; not due` : often
    },
  },
  {
    heading: 'Listings',
    text: ({ metric, listings }) => (metric === null ? null : formatCount(listings)),
    align: 'right',
  },
  { heading: 'Requests', text: ({ requests }) => formatCount(requests), align: 'right' },
  {
    heading: 'Time',
    text: ({ durationMs }) => (durationMs === 0 ? null : formatDuration(durationMs)),
    align: 'right',
  },
]
