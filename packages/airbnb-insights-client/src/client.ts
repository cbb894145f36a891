import {
  buildChartRequest,
  buildListingsRequest,
  buildListOfMetricsRequest,
  type ChartRequest,
  type ListOfMetricsRequest,
  type RequestContext,
} from './build-requests.ts'
import { type AirbnbInsightsClientOptions, resolveOptions } from './client-options.ts'
import type { Credentials } from './credentials.ts'
import { metricTypeOf } from './metric-catalogue.ts'
import { OperationCaller } from './operation-caller.ts'
import { CHART, LIST_OF_METRICS, LISTINGS } from './response-specs.ts'
import type { ChartResponse } from './schemas/chart-response.ts'
import type { ListOfMetricsResponse } from './schemas/list-of-metrics-response.ts'
import type { ListingsResponse } from './schemas/listings-response.ts'
import { Session } from './session.ts'

/** What every call takes. */
export interface CallOptions {
  /** Ends the call at once, also while it waits for its turn, for the pace or for a retry. */
  readonly signal?: AbortSignal | undefined
}

/** What {@link AirbnbInsightsClient.verifyCredentials} found. */
export interface VerifiedCredentials {
  readonly accountId: string
  /** How many listings the account has. */
  readonly listings: number
  readonly traceId: string | null
}

/**
 * Asks the API behind the Performance pages for one host account: one request at a time, paced, retried, and every
 * answer checked. Close it, or declare it with `await using`.
 *
 * Every call may throw {@link AuthenticationError}, {@link RateLimitError}, {@link ApiError},
 * {@link StaleOperationError}, {@link ResponseShapeError}, {@link NetworkError}, {@link TimeoutError} and
 * {@link AbortError}.
 */
export class AirbnbInsightsClient implements AsyncDisposable {
  /** Whose session it is, read from the cookie. */
  readonly accountId: string
  readonly #session: Session
  readonly #caller: OperationCaller
  readonly #context: Required<RequestContext>

  /**
   * Checks the options; sends nothing.
   *
   * @throws {@link InvalidCredentialsError} for a cookie without a session or account id, or of another account
   * @throws {@link InvalidArgumentError} for an option that cannot work
   */
  constructor(options: AirbnbInsightsClientOptions) {
    const resolved = resolveOptions(options)
    const { credentials, locale, currency, operations } = resolved
    this.accountId = credentials.accountId
    this.#context = { locale, currency, operations }
    this.#session = new Session(credentials, resolved)
    this.#caller = new OperationCaller(resolved, this.#session, options)
  }

  /**
   * The credentials with the cookies as `Set-Cookie` has rotated them so far: worth storing, because the old ones lose
   * the session sooner. `JSON.stringify` and `console.log` show them without the cookie.
   */
  get credentials(): Credentials & { readonly accountId: string } {
    return this.#session.credentials
  }

  /**
   * All listings of the account (`ListingsSectionQuery`). When `totalCount` says that some are missing, the event
   * `incomplete_listings` tells.
   */
  async listListings(options: CallOptions = {}): Promise<ListingsResponse> {
    const body = buildListingsRequest(this.#context)
    const response = await this.#caller.call(LISTINGS, body, 'CONVERSION', options.signal)
    this.#tellIncomplete(response)
    return response
  }

  /**
   * One metric of a listing over time, with that of similar listings or of last year when asked for (`ChartQuery`).
   * Windows of up to 28 days come back by the day.
   *
   * @throws {@link InvalidArgumentError} as {@link buildChartRequest}
   */
  async chart(request: ChartRequest & CallOptions): Promise<ChartResponse> {
    const body = buildChartRequest(request, this.#context)
    return await this.#caller.call(
      CHART,
      body,
      request.metricType ?? metricTypeOf(request.groupByValue),
      request.signal,
    )
  }

  /**
   * A group of metrics of a listing over a window as a whole (`ListOfMetricsQuery`). The answer carries no date: know
   * the server's base day before you ask.
   *
   * @throws {@link InvalidArgumentError} as {@link buildListOfMetricsRequest}
   */
  async listOfMetrics(request: ListOfMetricsRequest & CallOptions): Promise<ListOfMetricsResponse> {
    const body = buildListOfMetricsRequest(request, this.#context)
    const metricType = request.metricType ?? metricTypeOf(request.groupByValue)
    return await this.#caller.call(LIST_OF_METRICS, body, metricType, request.signal)
  }

  /** Tries the session with one real request for the listings. */
  async verifyCredentials(options: CallOptions = {}): Promise<VerifiedCredentials> {
    const response = await this.listListings(options)
    return {
      accountId: this.accountId,
      listings: response.data.porygon.getPerformanceComponents.components[0]?.totalCount ?? 0,
      traceId: response.extensions?.traceId ?? null,
    }
  }

  /** Ends calls under way with {@link AbortError} and lets go of the connections. Later calls fail likewise. */
  async close(): Promise<void> {
    await this.#caller.close()
  }

  /** The same as `close`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** For logs: the account, without its credentials. */
  toJSON(): { accountId: string } {
    return { accountId: this.accountId }
  }

  #tellIncomplete(response: ListingsResponse): void {
    for (const section of response.data.porygon.getPerformanceComponents.components) {
      const { totalCount, resultsCount, tableRows } = section
      if (totalCount > Math.min(resultsCount, tableRows.length)) {
        const traceId = response.extensions?.traceId ?? null
        this.#caller.tell({ type: 'incomplete_listings', totalCount, resultsCount, traceId })
      }
    }
  }
}
