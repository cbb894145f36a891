import { type DateWindow, splitWindow } from 'insights-transform'

/** The metrics that a sync asks for, each on both operations: those that the tables have columns for. */
export const SYNC_METRICS = ['conversion_rate', 'p3_impressions'] as const
/** A metric that a sync asks for. */
export type SyncMetric = (typeof SYNC_METRICS)[number]

/** A chart of up to 28 days comes back day by day; a longer one by weeks or months. */
const CHART_DAYS = 28
const LIST_DAYS = 7

/** One request that a sync makes for a listing, in calendar days: it becomes relative when it is sent. */
export interface ListingRequest {
  readonly metric: SyncMetric
  readonly window: DateWindow
}

/** All requests of one listing's window. */
export interface ListingRequests {
  /** `ChartQuery`, by metric, then by date. */
  readonly charts: readonly ListingRequest[]
  /** `ListOfMetricsQuery`, by metric, then by date. */
  readonly lists: readonly ListingRequest[]
}

/** The requests that a window is asked with. */
export function listingRequests(window: DateWindow): ListingRequests {
  const over = (days: number): ListingRequest[] => {
    const slices = splitWindow(window, days)
    return SYNC_METRICS.flatMap((metric) => slices.map((slice) => ({ metric, window: slice })))
  }
  return { charts: over(CHART_DAYS), lists: over(LIST_DAYS) }
}

/** How many requests these are. */
export function countRequests({ charts, lists }: ListingRequests): number {
  return charts.length + lists.length
}
