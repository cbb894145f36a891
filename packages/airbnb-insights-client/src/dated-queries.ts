import {
  addDays,
  type CalendarDate,
  type ChartAnswer,
  type ChartQuestion,
  daysBetween,
  hasColumns,
  type ListOfMetricsAnswer,
  type MetricQuestion,
} from 'insights-transform'
import { type AnsweredDays, answeredDays, unexpectedDays, weekAhead } from './answered-days.ts'
import { checkMetric } from './build-requests.ts'
import type { CallOptions } from './call-options.ts'
import type { ClientEvent } from './client-event.ts'
import { type Received, received } from './received.ts'
import type { RelativeQueries } from './relative-queries.ts'

/** A question is asked so often before the server is taken to answer other days than asked. */
const ATTEMPTS = 2

/**
 * Asks in calendar days. The API counts from a base day that it does not name, so requests begin from a guess, the
 * days in the answers tell the true one, and no number is handed out whose date was not seen.
 */
export class DatedQueries {
  readonly #relative: RelativeQueries
  readonly #tell: (event: ClientEvent, options: CallOptions) => void
  readonly #guess: () => CalendarDate
  /** What somebody knows better than the guess. */
  #expected: CalendarDate | null = null
  /** What the last answer that could told. */
  #told: CalendarDate | null = null
  /** The last question whose answer told the base day beyond doubt: asked again, it tells whether that still holds. */
  #anchor: ChartQuestion | null = null

  /** @param guess - the base day to begin with */
  constructor(
    relative: RelativeQueries,
    guess: () => CalendarDate,
    tell: (event: ClientEvent, options: CallOptions) => void,
  ) {
    this.#relative = relative
    this.#guess = guess
    this.#tell = tell
  }

  /** The day that the next request counts from. */
  get baseDay(): CalendarDate {
    return this.#told ?? this.#expected ?? this.#guess()
  }

  /** Begins from a day that somebody knows better than the guess. What answers tell outranks it. */
  expectBaseDay(day: CalendarDate): void {
    this.#expected = day
  }

  /**
   * Points of weeks or months are handed out of metrics without columns alone, each under its own date, and only where
   * the base day that the window was asked with is sure.
   *
   * @throws {@link UnexpectedDaysError}
   */
  async chart(request: ChartQuestion, options: CallOptions): Promise<ChartAnswer & Received> {
    let days: AnsweredDays | undefined
    let traceId: string | null = null
    let mayTurn = this.#told === null
    const isLong = !hasColumns(request.metric)
    const before = { told: this.#told, anchor: this.#anchor }
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const asked = this.baseDay
      const isGuess = this.#told === null
      const answer = await this.#ask(request, asked, options)
      const { section } = answer
      traceId = answer.traceId
      days = answeredDays(section, request)
      if (days.kind === 'not_daily' && !isLong) break
      if (days.kind === 'none' && !days.hasNumbers) {
        return received({ request, baseDay: null, section: null }, answer)
      }
      const areAsked = await this.#areDaysOf(request, days, asked, options)
      const isElsewhere = days.kind === 'not_daily' && !days.isNear
      // What looks after an undated answer tells of now. Of then, only what was told before.
      if (areAsked && !isElsewhere && (days.kind === 'whole' || !isGuess)) {
        return received({ request, baseDay: asked, section }, answer)
      }
      // Once a guess is put right, the day may still turn before it is asked again.
      if (mayTurn && attempt > 0 && daysBetween(asked, this.baseDay) === 1) {
        mayTurn = false
        attempt--
      }
    }
    // What such answers told of the base day is worth no more than they are. Those of a metric that may mean anything by
    // its days say nothing against what others told.
    this.#told = isLong ? before.told : null
    this.#anchor = isLong ? before.anchor : null
    throw unexpectedDays('ChartQuery', request, days, traceId)
  }

  /** @throws {@link UnexpectedDaysError} */
  async listOfMetrics(
    request: MetricQuestion,
    options: CallOptions,
  ): Promise<ListOfMetricsAnswer & Received> {
    const chart: ChartQuestion = { ...request, comparison: 'MARKET' }
    if (this.#anchor === null) await this.chart(chart, options)
    // Whatever was measured, an answer without a date is worth nothing unless it can be looked after.
    for (let attempt = 0; attempt < ATTEMPTS && this.#anchor !== null; attempt++) {
      const asked = this.baseDay
      const metric = checkMetric(request.metric)
      const answer = await this.#relative.listOfMetrics(
        { listingId: request.listingId, metric, ...relativeDays(request, asked) },
        options,
      )
      if (await this.#stillIs(asked, chart, options)) {
        return received({ request, baseDay: asked, section: answer.section }, answer)
      }
    }
    throw unexpectedDays('ListOfMetricsQuery', request, undefined, null)
  }

  /** Whether an answer is of the days asked for, as `asked` counts them. Where it is not, the base day moves on. */
  async #areDaysOf(
    request: ChartQuestion,
    days: AnsweredDays,
    asked: CalendarDate,
    options: CallOptions,
  ): Promise<boolean> {
    if (days.kind === 'whole' || 'byDays' in days) return this.#tells(request, days, asked, options)
    return await this.#stillIs(asked, request, options)
  }

  /**
   * Whether the server counts from a day now, and so did since that was told before, as it never goes back. Where no
   * answer has told it yet, a question about the days ahead does.
   */
  async #stillIs(day: CalendarDate, request: ChartQuestion, options: CallOptions): Promise<boolean> {
    const question = this.#anchor ?? weekAhead(request, day)
    const { section } = await this.#ask(question, day, options)
    return this.#tells(question, answeredDays(section, question), day, options)
  }

  /** Takes over the base day that an answer tells. Whether it is the one that was asked with. */
  #tells(question: ChartQuestion, days: AnsweredDays, asked: CalendarDate, options: CallOptions): boolean {
    const isWhole = days.kind === 'whole'
    if (isWhole) this.#anchor = question
    else if (!('byDays' in days)) this.#anchor = null
    const baseDay = 'byDays' in days ? addDays(asked, days.byDays) : asked
    if (isWhole || baseDay !== asked) this.#told = baseDay
    if (baseDay !== asked) this.#tell({ type: 'base_day', baseDay, expected: asked }, options)
    return isWhole
  }

  #ask(
    { listingId, metric, window, comparison }: ChartQuestion,
    baseDay: CalendarDate,
    options: CallOptions,
  ) {
    return this.#relative.chart(
      { listingId, metric: checkMetric(metric), ...relativeDays({ window }, baseDay), comparison },
      options,
    )
  }
}

function relativeDays({ window }: Pick<MetricQuestion, 'window'>, baseDay: CalendarDate) {
  return {
    relativeDsStart: daysBetween(baseDay, window.start),
    relativeDsEnd: daysBetween(baseDay, window.end),
  }
}
