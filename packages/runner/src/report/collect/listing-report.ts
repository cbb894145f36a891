import type { ListingFreshness, MetricRow, NightAhead, PaceStep, Store } from 'insights-store-timescale'
import { API_LIMITS, addDays, type CalendarDate, MAX_LOOKAHEAD_WEEKS, sundayOf } from 'insights-transform'
import { type OtherMetric, otherMetrics } from './other-metrics.ts'
import type { ReportPeriod } from './report-period.ts'
import type { ReportWeek } from './report-week.ts'

/** All that a report says of a listing, but for its tables. */
export interface ListingReport {
  readonly listingId: string
  /** The host's own name for it. */
  readonly internalName: string | null
  /** Its public title. */
  readonly listingName: string | null
  /** The newest day on which it was synced, also where that gave no number; null before the first. */
  readonly lastSyncedDay: CalendarDate | null
  readonly freshness: ListingFreshness
  readonly weeks: readonly ReportWeek[]
  /** The nights of this week that have passed. */
  readonly passed: readonly PassedNight[]
  /** The nights ahead. */
  readonly nights: readonly NightAhead[]
  /** What the weeks ahead gained since the last look. */
  readonly pace: readonly PaceStep[]
}

/** Page views of a night that has passed; null where the API had no number. */
export interface PassedNight {
  readonly night: CalendarDate
  readonly own: number | null
  readonly similar: number | null
}

/** The rows behind a listing's charts, as they are known now. */
export interface ListingRows {
  readonly weeks: readonly MetricRow<'list_of_metrics'>[]
  /** Those of the calendar picture: the last weeks of the report. */
  readonly nights: readonly MetricRow<'chart_query'>[]
  /** What has no chart of its own. */
  readonly other: readonly OtherMetric[]
}

/** So many weeks has the calendar picture, that of today included. */
const WEEKS_OF_NIGHTS = MAX_LOOKAHEAD_WEEKS + 1

/** Reads a listing's whole weeks and its nights, but for those whose zeros nobody measured. */
export async function listingRows(
  store: Store,
  accountId: string,
  listingId: string,
  period: ReportPeriod,
): Promise<ListingRows> {
  const query = { accountId, listingId, ...period }
  const firstNight = addDays(sundayOf(period.to), -7 * (WEEKS_OF_NIGHTS - 1))
  const weeks = await store.metrics.latest({ ...query, table: 'list_of_metrics' })
  const nights = await store.metrics.latest({
    ...query,
    from: firstNight > period.from ? firstNight : period.from,
  })
  const other = await store.metrics.latest({ ...query, table: 'metric_windows' })
  return {
    // Databases of the Python system may hold windows of other lengths.
    weeks: weeks.filter(({ window_start, window_end }) => window_end === addDays(window_start, 6)),
    nights: nights.filter(
      ({ confirmed_on, metric_date }) => metric_date <= addDays(confirmed_on, API_LIMITS.lastCountedNight),
    ),
    other: otherMetrics(other),
  }
}
