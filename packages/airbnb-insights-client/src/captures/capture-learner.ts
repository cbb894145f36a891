import { graphqlErrorsOf } from '../graphql-errors.ts'
import { fieldsOf } from '../json-object.ts'
import { type AnswerPart, partsOf } from './answer-parts.ts'
import type { CapturedExchange } from './captured-exchange.ts'
import { ChartTally, isKnownGranularity } from './chart-tally.ts'
import type { CaptureFindings, SeenRefusal, SeenSection, SeenWord } from './findings.ts'
import { enumWord, keyWord, metricWord, typeWord } from './harmless-words.ts'
import { KNOWN_COMPARISONS, KNOWN_KEYS, KNOWN_SERIES, KNOWN_TYPES, SECTIONS } from './known-parts.ts'
import { MetricTally } from './metric-tally.ts'
import { type QuestionParts, questionParts } from './question-parts.ts'
import { RequestTally } from './request-tally.ts'
import { SampleKeeper } from './sample-keeper.ts'
import { shownWordOrNull } from './shown-word.ts'
import { type Counted, Tally } from './tally.ts'
import { UnknownTally } from './unknown-tally.ts'
import { formOf, hiddenText } from './value-form.ts'
import { ValueTally } from './value-tally.ts'

/** What an answer is to: its operation, as it may be shown, and its question. */
interface Asked {
  readonly operation: string
  readonly parts: QuestionParts
}

/**
 * Learns what the exchanges of a capture say of the API, one by one. What it holds does not grow with their number, and
 * nothing of it is anybody's: see the redactor.
 */
export class CaptureLearner {
  readonly #unknown = new UnknownTally()
  readonly #requests = new RequestTally(this.#unknown)
  readonly #values = new ValueTally(this.#unknown)
  readonly #metrics = new MetricTally(this.#values, this.#unknown)
  readonly #charts = new ChartTally()
  readonly #comparisons = new Tally<Counted<SeenWord>>()
  readonly #sections = new Tally<Counted<SeenSection>>()
  readonly #refusals = new Tally<Counted<SeenRefusal>>()
  readonly #sample = new SampleKeeper()
  readonly #counts = { ofPerformance: 0, answers: 0, withoutBody: 0, notJson: 0, refused: 0 }

  /** Takes in an exchange. */
  take(exchange: CapturedExchange): void {
    const { answer, answerState, status } = exchange
    const parts = questionParts(exchange)
    const operation = this.#requests.take(exchange, parts)
    const counts = this.#counts
    counts.ofPerformance += 1
    if (answerState === 'without_body') counts.withoutBody += 1
    if (answerState === 'no_json') counts.notJson += 1
    if (answerState === 'read') counts.answers += 1
    this.#takeComparison(parts.comparison, operation)
    const isRefused = this.#takeRefusals(operation, status, answer)
    if (isRefused) counts.refused += 1
    for (const part of partsOf(answer)) this.#takePart(part, { operation, parts })
    this.#sample.take(exchange, operation, this.#unknown.newSinceLast())
  }

  /**
   * What was learnt so far.
   *
   * @param all - how many requests the capture has
   */
  findings(all: number): CaptureFindings {
    const tallies = [this.#unknown, this.#requests, this.#values, this.#metrics, this.#charts]
    const counted = [...tallies, this.#comparisons, this.#sections, this.#refusals]
    return {
      requests: { all, ...this.#counts },
      operations: this.#requests.operations,
      questions: this.#requests.questions,
      metrics: this.#metrics.found,
      charts: this.#charts.found,
      wrappers: this.#values.wrappers,
      valueTypes: this.#values.valueTypes,
      comparisons: this.#comparisons.all,
      sections: this.#sections.all,
      refusals: this.#refusals.all,
      unknown: this.#unknown.found,
      sample: this.#sample.kept,
      leftOut: counted.reduce((sum, { leftOut }) => sum + leftOut, 0),
    }
  }

  #takePart(part: AnswerPart, asked: Asked): void {
    const { kind, object } = part
    if (kind === 'metric unit') this.#metrics.take(part, asked.parts.metric, asked.operation)
    if (kind === 'point') {
      this.#values.takeWrapped(object['value'], 'point')
      this.#values.takeType(object['valueType'], 'point')
    }
    if (kind === 'comparison')
      this.#takeComparison(shownWordOrNull(enumWord, object['type']), asked.operation)
    if (Array.isArray(object['metricLineCharts'])) this.#takeChart(object, object['metricLineCharts'], asked)
    if (kind.endsWith('section')) this.#takeSection(part, asked.operation)
    else if (kind !== 'value') this.#takeType(part)
    this.#takeKeys(part)
  }

  #takeChart(section: AnswerPart['object'], series: readonly unknown[], { operation, parts }: Asked): void {
    const { comparisonTypeSelectors } = section
    const selectors: readonly unknown[] = Array.isArray(comparisonTypeSelectors)
      ? comparisonTypeSelectors
      : []
    const active = selectors.map(fieldsOf).find(({ isActive }) => isActive === true)
    const comparison = shownWordOrNull(enumWord, active?.['type']) ?? parts.comparison
    const { granularity, series: places } = this.#charts.take(series, comparison, parts.nights)
    if (!isKnownGranularity(granularity)) {
      this.#unknown.take('granularity', granularity, operation, 'how far the points of a chart lie apart')
    }
    if (!KNOWN_SERIES.has(places)) {
      this.#unknown.take('series', `${String(places)} series`, operation, 'so many series in one chart')
    }
  }

  #takeSection({ kind, object }: AnswerPart, operation: string): void {
    const type = shownWordOrNull(typeWord, object['__typename'])
    const componentName = shownWordOrNull(enumWord, object['componentName'])
    const known = SECTIONS.find((section) => section.kind === kind)
    const isKnown = known?.sectionType === type && known?.componentName === componentName
    const counted = this.#sections.of([type, componentName], () => ({
      type,
      componentName,
      times: 0,
      isKnown,
    }))
    if (counted !== null) counted.times += 1
    if (isKnown) return
    const what = known === undefined ? 'a section that is new' : `a ${known.kind} under another name`
    this.#unknown.take(
      'section',
      [type, componentName].filter((name) => name !== null).join(' ') || 'no name',
      operation,
      what,
    )
  }

  #takeComparison(word: string | null, operation: string): void {
    if (word === null) return
    const isKnown = KNOWN_COMPARISONS.has(word)
    const counted = this.#comparisons.of([word], () => ({ word, times: 0, isKnown }))
    if (counted !== null) counted.times += 1
    if (!isKnown) this.#unknown.take('comparison', word, operation, 'what a chart is compared with')
  }

  #takeType({ kind, at, object }: AnswerPart): void {
    const type = shownWordOrNull(typeWord, object['__typename'])
    if (type === null || KNOWN_TYPES.has(type)) return
    const where = kind === 'other' ? (keyWord(at) ?? `(${hiddenText(at)})`) : kind
    this.#unknown.take('type', type, where, `the type of what is at: ${where}`)
  }

  #takeKeys({ kind, object }: AnswerPart): void {
    const known = KNOWN_KEYS[kind]
    if (known === undefined) return
    for (const [key, value] of Object.entries(object)) {
      if (!known.has(key))
        this.#unknown.take('key', keyWord(key) ?? `(${hiddenText(key)})`, kind, formOf(value))
    }
  }

  #takeRefusals(operation: string, status: number | null, answer: unknown): boolean {
    const errors = graphqlErrorsOf(answer)
    const isFailure = status !== null && status >= 400
    if (errors.length === 0 && !isFailure) return false
    const { errorType = null, errorClass = null } = errors[0] ?? {}
    const refusal = {
      operation,
      status,
      errorType: shownWordOrNull(metricWord, errorType),
      errorClass: shownWordOrNull(typeWord, errorClass),
    }
    const counted = this.#refusals.of(Object.values(refusal), () => ({ ...refusal, times: 0 }))
    if (counted !== null) counted.times += 1
    return true
  }
}
