import type {
  FunnelWeek,
  ListingFreshness,
  MarketGapWeek,
  MetricRow,
  NightAhead,
  PaceStep,
  Store,
} from 'insights-store-timescale'
import { API_LIMITS, addDays, type CalendarDate } from 'insights-transform'
import type { ReportPeriod } from '../report-period.ts'

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
  readonly funnel: readonly FunnelWeek[]
  readonly gap: readonly MarketGapWeek[]
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
  readonly nights: readonly MetricRow<'chart_query'>[]
  readonly weeks: readonly MetricRow<'list_of_metrics'>[]
  /** The same weeks with their difference to similar listings. */
  readonly compared: readonly MetricRow<'chart_summary'>[]
}

/** Reads a listing's rows: its nights, but for those whose zeros nobody measured, and its whole weeks. */
export async function listingRows(
  store: Store,
  accountId: string,
  listingId: string,
  period: ReportPeriod,
): Promise<ListingRows> {
  const query = { accountId, listingId, ...period }
  const nights = await store.metrics.latest(query)
  const weeks = await store.metrics.latest({ ...query, table: 'list_of_metrics' })
  const compared = await store.metrics.latest({ ...query, table: 'chart_summary' })
  return {
    nights: nights.filter(
      ({ time, metric_date }) => metric_date <= addDays(time, API_LIMITS.lastCountedNight),
    ),
    weeks: weeks.filter(isWholeWeek),
    compared: compared.filter(isWholeWeek),
  }
}

/** Databases of the Python system hold windows of 28 nights beside, or instead of, weeks. */
function isWholeWeek({ window_start, window_end }: MetricRow<'chart_summary' | 'list_of_metrics'>): boolean {
  return window_end === addDays(window_start, 6)
}
