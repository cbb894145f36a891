import {
  type AskableMetric,
  type CalendarDate,
  type ChartAnswer,
  type DateWindow,
  type Drift,
  hasColumns,
  type InsightRows,
  insightRows,
  STORED_METRICS,
} from 'insights-transform'
import { checkMetric } from './build-requests.ts'
import { type MetricFailure, metricFailure } from './metric-failure.ts'

/** One listing and one window of nights, as the API told them. */
export interface ListingWeek {
  readonly listingId: string
  /** The host's own name of the listing. */
  readonly internalName: string | null
  readonly window: DateWindow
  /** The day that the server counted from, in the newest of the answers; null where none has a dated night. */
  readonly baseDay: CalendarDate | null
  /** The rows of all tables: what no wide table has a column for is in the long ones. */
  readonly rows: InsightRows
  /** What is not as it was known to be, and fails nothing. */
  readonly drift: readonly Drift[]
  /** What the rows were made from: one answer for each metric that was asked, those with columns first. */
  readonly answers: readonly ChartAnswer[]
  /** Metrics without columns of which nothing came; the others' rows are as good as ever. */
  readonly failed: readonly MetricFailure[]
}

/** What {@link AirbnbInsightsClient.listingWeek} is asked. */
export interface ListingWeekRequest {
  /** A decimal string, never a number. */
  readonly listingId: string
  /** The host's own name of the listing; it goes into the rows. @defaultValue `null` */
  readonly internalName?: string | null | undefined
  /** Two to 28 nights; a Sunday to a Saturday for rows that stand beside those of a sync. */
  readonly window: DateWindow
  /**
   * One request each, however often one is named. Those with columns are asked first: where one of them fails, the call
   * does, while any other's failure is told as `failed`.
   *
   * @defaultValue those that fill every column of the wide tables
   */
  readonly metrics?: readonly AskableMetric[] | undefined
}

/** What {@link AirbnbInsightsClient.insights} is asked. */
export interface InsightsRequest {
  /** The first night wanted; whole weeks, Sunday to Saturday, are asked. */
  readonly from: CalendarDate
  /** The last night wanted. More than 87 nights ahead nothing is counted, though zeros come back. */
  readonly to: CalendarDate
  /** Ids of the listings wanted. @defaultValue every listing of the account */
  readonly listingIds?: readonly string[] | undefined
  /** One request each for every listing and week. @defaultValue those that fill every column of the wide tables */
  readonly metrics?: readonly AskableMetric[] | undefined
}

/** Asks a listing's charts of one window, one after the other, and makes rows of them. */
export async function askListingWeek(
  { listingId, internalName = null, window, metrics = STORED_METRICS }: ListingWeekRequest,
  chart: (request: {
    listingId: string
    internalName: string | null
    metric: AskableMetric
    window: DateWindow
  }) => Promise<ChartAnswer>,
): Promise<ListingWeek> {
  const answers: ChartAnswer[] = []
  const failed: MetricFailure[] = []
  for (const metric of inAskingOrder(metrics)) {
    try {
      answers.push(await chart({ listingId, internalName, metric, window }))
    } catch (error) {
      const failure = hasColumns(metric) ? null : metricFailure(metric, error)
      if (failure === null) throw error
      failed.push(failure)
    }
  }
  const drift: Drift[] = []
  const rows = insightRows(answers, { onDrift: (seen) => drift.push(seen) })
  const baseDay = answers.findLast((answer) => answer.baseDay !== null)?.baseDay ?? null
  return { listingId, internalName, window, baseDay, rows, drift, answers, failed }
}

/** Each metric once, those with columns first, since they tell the base day most surely. */
function inAskingOrder(metrics: readonly AskableMetric[]): readonly AskableMetric[] {
  const once = [...new Set(metrics.map(checkMetric))]
  return [...once.filter(hasColumns), ...once.filter((metric) => !hasColumns(metric))]
}
