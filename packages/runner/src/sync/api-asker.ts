import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import {
  type BaseDayReading,
  baseDayFrom,
  type CalendarDate,
  type Drift,
  type FlatChart,
  type FlatMetric,
  flattenChart,
  flattenListOfMetrics,
  relativeDs,
} from 'insights-transform'
import type { ListingRequest } from './listing-requests.ts'
import { ChartNotDailyError } from './sync-errors.ts'

/** A listing as the API names it. */
export interface SyncListing {
  readonly listingId: string
  readonly listingName: string | null
  readonly internalName: string | null
}

/** What one chart request brought. */
export interface ChartAnswer {
  readonly request: ListingRequest
  readonly relativeDsStart: number
  readonly reading: BaseDayReading
  readonly flats: readonly FlatChart[]
}

/** The operations that are asked for each listing. */
export type AskedOperation = 'ChartQuery' | 'ListOfMetricsQuery'

const METRIC_TYPE = 'CONVERSION'

/** Turns calendar requests into relative ones, answers into flats, and tells of each. */
export class ApiAsker {
  readonly #client: AirbnbInsightsClient
  readonly #signal: AbortSignal
  readonly #onRequest: (operation: AskedOperation) => void
  readonly #onDrift: (drift: Drift) => void

  constructor(options: {
    client: AirbnbInsightsClient
    signal: AbortSignal
    /** A request is done, whether or not it was answered well. */
    onRequest: (operation: AskedOperation) => void
    onDrift: (drift: Drift) => void
  }) {
    this.#client = options.client
    this.#signal = options.signal
    this.#onRequest = options.onRequest
    this.#onDrift = options.onDrift
  }

  /** @throws ChartNotDailyError when the points do not stand for days. */
  async chart(listing: SyncListing, request: ListingRequest, baseDay: CalendarDate): Promise<ChartAnswer> {
    const relative = relativeWindow(request, baseDay)
    const response = await this.#counted('ChartQuery', () =>
      this.#client.chart({
        listingId: listing.listingId,
        metricType: METRIC_TYPE,
        groupByValue: request.metric,
        comparison: 'MARKET',
        ...relative,
        signal: this.#signal,
      }),
    )
    const reading = baseDayFrom(response, relative)
    const flats = flattenChart(response, context(listing, request), { onDrift: this.#onDrift })
    // One series by weeks beside one by days would leave the daily rows without its numbers.
    if (flats.some((flat) => flat.kind === 'point' && flat.granularity !== 'DAY')) {
      throw new ChartNotDailyError(request.window.start, request.window.end)
    }
    return { request, relativeDsStart: relative.relativeDsStart, reading, flats }
  }

  /** The answer carries no date: ask only with a base day that was measured. */
  async list(
    listing: SyncListing,
    request: ListingRequest,
    baseDay: CalendarDate,
  ): Promise<readonly FlatMetric[]> {
    const response = await this.#counted('ListOfMetricsQuery', () =>
      this.#client.listOfMetrics({
        listingId: listing.listingId,
        metricType: METRIC_TYPE,
        groupByValue: request.metric,
        ...relativeWindow(request, baseDay),
        signal: this.#signal,
      }),
    )
    return flattenListOfMetrics(response, context(listing, request), { onDrift: this.#onDrift })
  }

  async #counted<Response>(operation: AskedOperation, ask: () => Promise<Response>): Promise<Response> {
    try {
      return await ask()
    } finally {
      this.#onRequest(operation)
    }
  }
}

function relativeWindow({ window }: ListingRequest, baseDay: CalendarDate) {
  return {
    relativeDsStart: relativeDs(window.start, baseDay),
    relativeDsEnd: relativeDs(window.end, baseDay),
  }
}

function context(listing: SyncListing, { metric, window }: ListingRequest) {
  return {
    listingId: listing.listingId,
    listingName: listing.internalName,
    metricType: METRIC_TYPE,
    groupValue: metric,
    window,
  }
}
