import {
  addDays,
  type CalendarDate,
  type ChartAnswer,
  type FlatListing,
  flattenListings,
  type ListOfMetricsAnswer,
  utcDateOf,
} from 'insights-transform'
import { checkListingId } from './build-requests.ts'
import type { CallOptions } from './call-options.ts'
import type { ChartRequest, ListOfMetricsRequest } from './chart-request.ts'
import { checkDate, checkQuestion, checkWeeks } from './check-question.ts'
import { type AirbnbInsightsClientOptions, resolveOptions } from './client-options.ts'
import type { Credentials } from './credentials.ts'
import { DatedQueries } from './dated-queries.ts'
import {
  askListingWeek,
  type InsightsRequest,
  type ListingWeek,
  type ListingWeekRequest,
} from './listing-week.ts'
import { OperationCaller } from './operation-caller.ts'
import { type Received, received } from './received.ts'
import { createRelativeQueries, type RelativeQueries } from './relative-queries.ts'
import { Session } from './session.ts'

/** What {@link AirbnbInsightsClient.listings} gives. */
export interface AccountListings extends Received {
  readonly listings: readonly FlatListing[]
  /** How many listings the account has, also where not all of them came. */
  readonly totalCount: number
  /** Whether all of them came. */
  readonly isComplete: boolean
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
 * answer checked. Questions are in calendar days, and so are answers. Close it, or declare it with `await using`.
 *
 * Every call may throw {@link AuthenticationError}, {@link BlockedError}, {@link RateLimitError}, {@link ApiError},
 * {@link StaleOperationError}, {@link StaleWebKeyError}, {@link ResponseShapeError}, {@link NetworkError},
 * {@link TimeoutError} and {@link AbortError}.
 */
export class AirbnbInsightsClient implements AsyncDisposable {
  /** Whose session it is, read from the cookie. */
  readonly accountId: string
  /** The site that is asked, such as `https://www.airbnb.com`. */
  readonly baseUrl: string
  /** The API's own questions, in days from a base day that it does not name: for tests and probes. */
  readonly relative: RelativeQueries
  readonly #session: Session
  readonly #caller: OperationCaller
  readonly #dated: DatedQueries
  readonly #onClose: (() => void | Promise<void>) | undefined
  #closed = false

  /**
   * Checks the options; sends nothing.
   *
   * @throws {@link InvalidCredentialsError} for a cookie without a session or account id, or of another account
   * @throws {@link InvalidArgumentError} for an option that cannot work
   */
  constructor(options: AirbnbInsightsClientOptions) {
    const resolved = resolveOptions(options)
    const { credentials, locale, currency, clock, baseDayLagDays } = resolved
    this.accountId = credentials.accountId
    this.baseUrl = resolved.baseUrl
    this.#session = new Session(credentials, resolved)
    this.#caller = new OperationCaller(resolved, this.#session, options)
    this.relative = createRelativeQueries(this.#caller, { locale, currency })
    this.#dated = new DatedQueries(
      this.relative,
      () => addDays(utcDateOf(clock()), -baseDayLagDays),
      (event, call) => this.#caller.tell(event, call),
    )
    this.#onClose = options.onClose
  }

  /**
   * The credentials with the cookies as `Set-Cookie` has rotated them so far: worth storing, because the old ones lose
   * the session sooner. `JSON.stringify` and `console.log` show them without the cookie.
   */
  get credentials(): Credentials & { readonly accountId: string } {
    return this.#session.credentials
  }

  /** The day that the server counts from, as far as it is known: guessed at first, then as the last answer told it. */
  get baseDay(): CalendarDate {
    return this.#dated.baseDay
  }

  /**
   * Begins from this base day instead of the guess: what the last run measured is mostly still the lag. It changes
   * nothing as long as an answer has told the true one.
   *
   * @throws {@link InvalidArgumentError} when it is no calendar date
   */
  expectBaseDay(day: CalendarDate): void {
    this.#dated.expectBaseDay(checkDate('day', day))
  }

  /**
   * All listings of the account. Where the answer does not hold all of them, `isComplete` is false, and the event
   * `incomplete_listings` tells.
   */
  async listings(options: CallOptions = {}): Promise<AccountListings> {
    const { section, traceId, raw } = await this.relative.listings(options)
    const listings = flattenListings(section)
    const totalCount = section?.totalCount ?? listings.length
    const resultsCount = section?.resultsCount ?? listings.length
    const isComplete = totalCount <= Math.min(resultsCount, listings.length)
    if (!isComplete) {
      this.#caller.tell({ type: 'incomplete_listings', totalCount, resultsCount, traceId }, options)
    }
    return received({ listings, totalCount, isComplete }, { traceId, raw })
  }

  /**
   * One metric of a listing night by night, beside that of similar listings, and the metrics of the window as a whole.
   * One request, and a second one where the server counts from another day than expected.
   *
   * @returns the question, the answer's section without its envelope, and the base day; both are null where the answer
   *   has no nights and no numbers: it goes as it is into `flattenChart` and `insightRows` of insights-transform
   * @throws {@link InvalidArgumentError} for a listing id that is no decimal string, an unknown metric, dates that are
   *   none, a window of one day or of more than 28, or out of the API's reach
   * @throws {@link UnexpectedDaysError} when the answer is of other days than asked, also when asked again
   */
  async chart(request: ChartRequest, options: CallOptions = {}): Promise<ChartAnswer & Received> {
    return await this.#dated.chart(checkQuestion(request, this.baseDay), options)
  }

  /**
   * A group of metrics of a listing over a window as a whole. `chart` says the same and more for one request; this
   * takes two, since its answer has no date: a chart is asked after it to see that the base day still holds.
   *
   * @throws {@link InvalidArgumentError} as {@link AirbnbInsightsClient.chart}
   * @throws {@link UnexpectedDaysError} when no answer tells which days the server means
   */
  async listOfMetrics(
    request: ListOfMetricsRequest,
    options: CallOptions = {},
  ): Promise<ListOfMetricsAnswer & Received> {
    const { comparison: _, ...question } = checkQuestion(request, this.baseDay)
    return await this.#dated.listOfMetrics(question, options)
  }

  /**
   * All that the tables hold of one listing and one window, most usefully a week: one `chart` for each metric. What
   * goes wrong with a metric without columns alone is in `failed`, and fails nothing.
   *
   * @throws as {@link AirbnbInsightsClient.chart}
   */
  async listingWeek(request: ListingWeekRequest, options: CallOptions = {}): Promise<ListingWeek> {
    return await askListingWeek(request, (question) => this.chart(question, options))
  }

  /**
   * Everything that is known of the nights from one day to another, listing by listing and week by week, as rows of
   * the tables. It takes a request for each listing, week and metric; what a loop does not take is not asked.
   *
   * @throws {@link InvalidArgumentError} when `from` or `to` is no date or out of the API's reach, or before any
   *   request for a listing id that is no decimal string
   * @throws as {@link AirbnbInsightsClient.chart}, at the week that it asks then
   */
  async *insights(
    request: InsightsRequest,
    options: CallOptions = {},
  ): AsyncGenerator<ListingWeek, void, undefined> {
    const { metrics, listingIds } = request
    listingIds?.forEach(checkListingId)
    const weeks = checkWeeks(request, this.baseDay)
    const { listings } = await this.listings(options)
    const wanted = listings.filter(({ listingId }) => listingIds?.includes(listingId) ?? true)
    for (const { listingId, internalName } of wanted) {
      for (const window of weeks) {
        yield await this.listingWeek({ listingId, internalName, window, metrics }, options)
      }
    }
  }

  /** Tries the session with one real request for the listings. */
  async verifyCredentials(options: CallOptions = {}): Promise<VerifiedCredentials> {
    const { totalCount, traceId } = await this.listings(options)
    return { accountId: this.accountId, listings: totalCount, traceId }
  }

  /** Ends calls under way with {@link AbortError} and lets go of the connections. Later calls fail likewise. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#caller.close()
    await this.#onClose?.()
  }

  /** The same as `close`, for `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** For logs: the account, without its credentials. */
  toJSON(): { accountId: string } {
    return { accountId: this.accountId }
  }
}
