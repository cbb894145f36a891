import type { AccountMetric, Listing, Store } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import type { MetricChoice } from '../config/metric-choice.ts'
import { outlast } from '../waiting/outlast.ts'
import { hasColumns } from './metric-outlook.ts'

/** By listing and metric: the scrape day on which the listing was read last; null where it never was. */
export type OwedReadings = ReadonlyMap<string, ReadonlyMap<string, CalendarDate | null>>

/** A metric's numbers are of one of these, whatever it is. */
const GRANULARITIES = ['DAY', 'WEEK', 'MONTH', 'WINDOW']

/**
 * Looks up when listings were read last that were not stored as the others were asked for a metric. Their cursors say
 * nothing of it: they moved with whatever else was asked for since, or before it was chosen.
 */
export async function owedReadings(
  store: Store,
  accountId: string,
  choice: MetricChoice,
  {
    cursors,
    metrics,
  }: {
    cursors: readonly Pick<Listing, 'listingId' | 'lastSyncedDay'>[]
    metrics: readonly AccountMetric[]
  },
): Promise<OwedReadings> {
  const owed = new Map<string, Map<string, CalendarDate | null>>()
  for (const { metric, everyDays } of choice) {
    const answeredOn = metrics.find((known) => known.metric === metric)?.answeredOn ?? null
    // What has columns moves a cursor by itself, each day.
    if (answeredOn === null || (hasColumns(metric) && everyDays === 1)) continue
    for (const { listingId, lastSyncedDay } of cursors) {
      if (lastSyncedDay === null || lastSyncedDay >= answeredOn) continue
      const days: CalendarDate[] = []
      for (const granularity of GRANULARITIES) {
        const rows = await outlast(() =>
          store.metrics.series({ accountId, listingId, metric, granularity, series: 'your' }),
        )
        days.push(...rows.map(({ confirmed_on }) => confirmed_on))
      }
      const of = owed.get(listingId) ?? new Map<string, CalendarDate | null>()
      owed.set(listingId, of.set(metric, days.toSorted().at(-1) ?? null))
    }
  }
  return owed
}
