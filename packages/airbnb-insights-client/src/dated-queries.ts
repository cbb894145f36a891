import {
  addDays,
  type CalendarDate,
  type ChartAnswer,
  type ChartQuestion,
  daysBetween,
  type ListOfMetricsAnswer,
  type MetricQuestion,
} from 'insights-transform'
import { type AnsweredDays, answeredDays, movedBy, unexpectedDays } from './answered-days.ts'
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
  #baseDay: CalendarDate | null = null
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
    return this.#baseDay ?? this.#guess()
  }

  /** Begins from a day that somebody knows better than the guess. What answers tell outranks it. */
  expectBaseDay(day: CalendarDate): void {
    if (this.#anchor === null) this.#baseDay = day
  }

  /** @throws {@link UnexpectedDaysError} */
  async chart(request: ChartQuestion, options: CallOptions): Promise<ChartAnswer & Received> {
    let days: AnsweredDays | undefined
    let traceId: string | null = null
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const asked = this.baseDay
      const answer = await this.#ask(request, asked, options)
      const { section } = answer
      traceId = answer.traceId
      days = answeredDays(section, request)
      if (days.kind === 'not_daily') break
      if (await this.#areDaysOf(request, days, asked, options)) {
        const baseDay = days.kind === 'none' && !days.hasNumbers ? null : asked
        return received({ request, baseDay, section }, answer)
      }
    }
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
    days: Exclude<AnsweredDays, { kind: 'not_daily' }>,
    asked: CalendarDate,
    options: CallOptions,
  ): Promise<boolean> {
    switch (days.kind) {
      case 'whole':
        this.#measured(asked, asked, options)
        this.#anchor = request
        return true
      case 'shifted':
      case 'beside':
        this.#measured(addDays(asked, days.byDays), asked, options)
        return false
      case 'partial':
        return await this.#stillIs(asked, request, options)
      default:
        return !days.hasNumbers || (await this.#stillIs(asked, request, options))
    }
  }

  /**
   * Whether the server counts from a day now, and so did when it answered before, as it never goes back. Where no
   * answer has told it yet, the same question about the next days does, which a young listing has.
   */
  async #stillIs(day: CalendarDate, request: ChartQuestion, options: CallOptions): Promise<boolean> {
    const question =
      this.#anchor ?? movedBy(request, daysBetween(request.window.start, request.window.end) + 1)
    const { section } = await this.#ask(question, day, options)
    const days = answeredDays(section, question)
    if (days.kind === 'whole') this.#anchor = question
    else if (days.kind === 'shifted') this.#measured(addDays(day, days.byDays), day, options)
    return days.kind === 'whole'
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

  #measured(baseDay: CalendarDate, expected: CalendarDate, options: CallOptions): void {
    this.#baseDay = baseDay
    if (baseDay !== expected) this.#tell({ type: 'base_day', baseDay, expected }, options)
  }
}

function relativeDays({ window }: Pick<MetricQuestion, 'window'>, baseDay: CalendarDate) {
  return {
    relativeDsStart: daysBetween(baseDay, window.start),
    relativeDsEnd: daysBetween(baseDay, window.end),
  }
}
