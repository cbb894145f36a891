import type { AccountMetric, Listing, Store } from 'insights-store-timescale'
import { type CalendarDate, hasColumns } from 'insights-transform'
import type { MetricChoice } from '../config/metric-choice.ts'
import { outlast } from '../waiting/outlast.ts'

/** By listing and metric: the scrape day on which the listing was read last; null where it never was. */
export type OwedReadings = ReadonlyMap<string, ReadonlyMap<string, CalendarDate | null>>

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
      const readOn = await outlast(() => lastReading(store, { accountId, listingId, metric }))
      const of = owed.get(listingId) ?? new Map<string, CalendarDate | null>()
      owed.set(listingId, of.set(metric, readOn))
    }
  }
  return owed
}

/** The newest scrape day on which any of a listing's own numbers of a metric was read, whatever they stand for. */
async function lastReading(
  store: Store,
  query: { accountId: string; listingId: string; metric: string },
): Promise<CalendarDate | null> {
  let newest: CalendarDate | null = null
  for await (const rows of store.metrics.streamSeries({ ...query, series: 'your' })) {
    for (const { confirmed_on: readOn } of rows) if (newest === null || readOn > newest) newest = readOn
  }
  return newest
}
