import type { FunnelWeek, ListingFreshness, MarketGapWeek, Store } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import type { ReportPeriod } from '../report-period.ts'
import type { Finality } from './account-report.ts'

/** All that a report says of a listing, but for its days. */
export interface ListingReport {
  readonly listingId: string
  /** The host's own name for it. */
  readonly internalName: string | null
  readonly publicName: string | null
  /** The newest day on which it was synced, also where that gave no number; null before the first. */
  readonly lastSyncedDay: CalendarDate | null
  readonly freshness: ListingFreshness
  readonly finality: Finality
  readonly gap: readonly MarketGapWeek[]
  readonly funnel: readonly FunnelWeek[]
}

/** Page views of a day: the listing's own and those of similar ones; null where the API had no number. */
export interface ListingDay {
  readonly day: CalendarDate
  readonly own: number | null
  readonly similar: number | null
}

/** Reads the days of a listing that have a number. */
export async function listingDays(
  store: Store,
  account: string,
  listing: string,
  period: ReportPeriod,
): Promise<ListingDay[]> {
  const rows = await store.metrics.latest({ accountId: account, listingId: listing, ...period })
  return rows
    .map((row) => ({
      day: row.metric_date,
      own: row.p3_impressions_your_value,
      similar: row.p3_impressions_similar_value,
    }))
    .filter(({ own, similar }) => own !== null || similar !== null)
}
