import { type Simulator, simulatedValue, simulatedWindowMetrics } from 'airbnb-insights-client/simulator'
import type { MetricRow, Store } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'

/** How many stored numbers were compared with what the simulator knows of the same nights, and how many differ. */
interface Comparison {
  readonly compared: number
  readonly different: number
}

type SimulatedListing = Simulator['accounts'][number]['listings'][number]

/** Compares every rate and count of an account that was stored under a scrape day with the night or week that it is labelled with. */
export async function compareStoredValues(
  store: Store,
  { accountId, listings }: Simulator['accounts'][number],
  scrapeDay: CalendarDate,
): Promise<Comparison> {
  const query = { accountId, asOf: scrapeDay } as const
  const nights = await store.metrics.asOf({ ...query, table: 'chart_query' })
  const weeks = await store.metrics.asOf({ ...query, table: 'list_of_metrics' })
  const pairs = listings.flatMap((listing) => [
    ...nights
      .filter((row) => row.airbnb_listing_id === listing.listingId)
      .flatMap((row) => nightPairs(listing, row)),
    ...weeks
      .filter((row) => row.airbnb_listing_id === listing.listingId)
      .flatMap((row) => weekPairs(listing, row)),
  ])
  const told = pairs.filter(([stored, known]) => stored !== null || known !== null)
  return { compared: told.length, different: told.filter(([stored, known]) => !isSame(stored, known)).length }
}

type Pair = readonly [stored: number | null, known: number | null]

function nightPairs(listing: SimulatedListing, row: MetricRow<'chart_query'>): Pair[] {
  const night = { ...listing, series: 'your', night: row.metric_date, knownOn: row.confirmed_on } as const
  return [
    [row.conversion_rate_your_value, simulatedValue({ ...night, metric: 'conversion_rate' })],
    [row.p3_impressions_your_value, simulatedValue({ ...night, metric: 'p3_impressions' })],
  ]
}

function weekPairs(listing: SimulatedListing, row: MetricRow<'list_of_metrics'>): Pair[] {
  const known = (metric: 'conversion_rate' | 'p3_impressions'): number | null =>
    simulatedWindowMetrics({
      listings: listing,
      metric,
      window: { start: row.window_start, end: row.window_end },
      knownOn: row.confirmed_on,
    })[0]?.value ?? null
  return [
    [row.conversion_rate_value, known('conversion_rate')],
    [row.p3_impressions_value, known('p3_impressions')],
  ]
}

/** Rates may lose their last digit on the way. */
function isSame(stored: number | null, known: number | null): boolean {
  if (stored === null || known === null) return stored === known
  return Math.abs(stored - known) <= 1e-9 * Math.max(1, Math.abs(known))
}
