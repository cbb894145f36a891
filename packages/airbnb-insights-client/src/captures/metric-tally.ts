import { metricNamed, NO_VALUE } from 'insights-transform'
import type { AnswerPart } from './answer-parts.ts'
import type { MetricKnowledge, SeenMetric } from './findings.ts'
import { currencyWord, keyWord, metricWord } from './harmless-words.ts'
import { shownWord, shownWordOrNull } from './shown-word.ts'
import { Tally } from './tally.ts'
import type { UnknownTally } from './unknown-tally.ts'
import { hiddenText } from './value-form.ts'
import type { ValueTally } from './value-tally.ts'

interface CountedMetric {
  readonly metric: string
  known: MetricKnowledge
  readonly askedWith: Set<string>
  readonly places: Set<string>
  readonly valueTypes: Set<string>
  readonly changeTypes: Set<string>
  readonly wrappers: Set<string>
  readonly currencies: Set<string>
  times: number
  withoutValue: number
}

/** More different words than this are no answer's. */
const MOST_WORDS = 20

/** The metrics that answers held, by their own names. */
export class MetricTally {
  readonly #metrics = new Tally<CountedMetric>()
  readonly #values: ValueTally
  readonly #unknown: UnknownTally

  constructor(values: ValueTally, unknown: UnknownTally) {
    this.#values = values
    this.#unknown = unknown
  }

  /**
   * Takes in a metric of an answer.
   *
   * @param asked - the metric that was asked for
   */
  take({ at, object }: AnswerPart, asked: string | null, operation: string): void {
    const metric = shownWord(metricWord, object['metricName'])
    const known = knowledgeOf(metric, at)
    const counted = this.#metrics.of([metric], () => ({
      metric,
      known,
      askedWith: new Set(),
      places: new Set(),
      valueTypes: new Set(),
      changeTypes: new Set(),
      wrappers: new Set(),
      currencies: new Set(),
      times: 0,
      withoutValue: 0,
    }))
    const where = `metric unit ${metric}`
    const wrappers = this.#values.takeWrapped(object['value'], where)
    const changes = this.#values.takeWrapped(object['valueChange'], where)
    const valueType = this.#values.takeType(object['valueType'], where)
    const changeType = this.#values.takeType(object['valueChangeType'], where)
    if (known !== 'answers') this.#unknown.take('metric', metric, operation, UNKNOWN_METRICS[known])
    if (counted === null) return
    counted.times += 1
    if (known !== 'answers') counted.known = known
    if (object['value'] === null || object['valueString'] === NO_VALUE) counted.withoutValue += 1
    add(counted.askedWith, asked)
    add(counted.places, keyWord(at) ?? `(${hiddenText(at)})`)
    add(counted.valueTypes, valueType)
    add(counted.changeTypes, changeType)
    for (const wrapper of [...wrappers, ...changes]) add(counted.wrappers, wrapper)
    add(counted.currencies, shownWordOrNull(currencyWord, object['currency']))
  }

  get found(): readonly SeenMetric[] {
    return this.#metrics.all.map(
      ({ askedWith, places, valueTypes, changeTypes, wrappers, currencies, ...metric }) => ({
        ...metric,
        askedWith: [...askedWith],
        places: [...places],
        valueTypes: [...valueTypes],
        changeTypes: [...changeTypes],
        wrappers: [...wrappers],
        currencies: [...currencies],
      }),
    )
  }

  get leftOut(): number {
    return this.#metrics.leftOut
  }
}

const UNKNOWN_METRICS = {
  name: 'known by name; no answer to it was seen before',
  nothing: 'a metric that is new',
} as const

function knowledgeOf(metric: string, at: string): MetricKnowledge {
  const known = metricNamed(metric)
  if (known === undefined) return 'nothing'
  // The listing overview shows a metric of which no chart was seen.
  return known.kind === 'unknown' && at !== 'metricUnit' ? 'name' : 'answers'
}

function add(words: Set<string>, word: string | null): void {
  if (word !== null && words.size < MOST_WORDS) words.add(word)
}
