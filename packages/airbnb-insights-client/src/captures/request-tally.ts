import type { CapturedExchange } from './captured-exchange.ts'
import type { SeenName, SeenOperation, SeenQuestion } from './findings.ts'
import { hashWord, keyWord, operationWord } from './harmless-words.ts'
import { KNOWN_ARGUMENTS, KNOWN_FILTERS, knownOperation } from './known-parts.ts'
import type { QuestionParts } from './question-parts.ts'
import { shownWord, shownWordOrNull } from './shown-word.ts'
import { Range, Tally } from './tally.ts'
import type { UnknownTally } from './unknown-tally.ts'
import { formOf, hiddenText } from './value-form.ts'

interface CountedOperation {
  readonly operation: string
  readonly methods: Set<'GET' | 'POST'>
  readonly hashes: Tally<{ name: string; requests: number }>
  readonly clientNames: Tally<{ name: string; requests: number }>
  requests: number
  answers: number
}

type CountedQuestion = Omit<SeenQuestion, 'requests' | 'answers' | 'listings' | 'nights'> & {
  requests: number
  answers: number
  readonly listings: Range
  readonly nights: Range
}

/** What was asked, by operation and by question. */
export class RequestTally {
  readonly #operations = new Tally<CountedOperation>()
  readonly #questions = new Tally<CountedQuestion>()
  readonly #unknown: UnknownTally

  constructor(unknown: UnknownTally) {
    this.#unknown = unknown
  }

  /** Takes a request in; gives the name of its operation, as it may be shown. */
  take(
    { operation: named, hash: asHash, method, answerState }: CapturedExchange,
    parts: QuestionParts,
  ): string {
    const operation = shownWord(operationWord, named)
    const hash = shownWordOrNull(hashWord, asHash)
    const isAnswered = answerState === 'read'
    const counted = this.#operations.of([operation], () => ({
      operation,
      methods: new Set(),
      hashes: new Tally(),
      clientNames: new Tally(),
      requests: 0,
      answers: 0,
    }))
    if (counted !== null) {
      counted.methods.add(method)
      count(counted.hashes, hash)
      count(counted.clientNames, parts.clientName)
      countRequest(counted, isAnswered)
    }
    this.#takeQuestion(operation, parts, isAnswered)
    this.#tellUnknown(operation, hash, parts)
    return operation
  }

  get operations(): readonly SeenOperation[] {
    return this.#operations.all.map(({ operation, methods, hashes, clientNames, requests, answers }) => {
      const known = knownOperation(operation)
      return {
        operation,
        requests,
        answers,
        methods: [...methods],
        hashes: seenNames(hashes, (hash) => known?.hashes.includes(hash)),
        clientNames: seenNames(clientNames, (name) => known?.clientName === name),
        isKnown: known !== undefined,
      }
    })
  }

  get questions(): readonly SeenQuestion[] {
    return this.#questions.all.map(({ listings, nights, ...question }) => ({
      ...question,
      listings: listings.found,
      nights: nights.found,
    }))
  }

  get leftOut(): number {
    return this.#operations.leftOut + this.#questions.leftOut
  }

  #takeQuestion(operation: string, parts: QuestionParts, isAnswered: boolean): void {
    const { page, metric, groupBys, comparison, isKnown } = parts
    const counted = this.#questions.of([operation, page, metric, groupBys, comparison], () => ({
      operation,
      page,
      metric,
      groupBys,
      comparison,
      isKnown,
      requests: 0,
      answers: 0,
      listings: new Range(),
      nights: new Range(),
    }))
    if (counted === null) return
    countRequest(counted, isAnswered)
    counted.listings.take(parts.listings)
    counted.nights.take(parts.nights)
  }

  #tellUnknown(operation: string, hash: string | null, parts: QuestionParts): void {
    const unknown = this.#unknown
    const known = knownOperation(operation)
    if (known === undefined)
      unknown.take('operation', operation, operation, 'a query of the Performance pages')
    if (hash !== null && known?.hashes.includes(hash) !== true) {
      unknown.take('hash', hash, operation, `of ${operation}`)
    }
    const { clientName, page, metric, asked, filters, isKnown } = parts
    if (clientName !== null && known?.clientName !== clientName) {
      unknown.take('client name', clientName, operation, `of ${operation}`)
    }
    if (!isKnown && (page !== null || metric !== null)) {
      unknown.take(
        'question',
        `${page ?? 'no page'} ${metric ?? 'no metric'}`,
        operation,
        'asked in a way that is new',
      )
    }
    tellKeys(unknown, asked, KNOWN_ARGUMENTS, `question of ${operation}`)
    tellKeys(unknown, filters, KNOWN_FILTERS, `filters of ${operation}`)
  }
}

function seenNames(
  names: CountedOperation['hashes'],
  isKnown: (name: string) => boolean | undefined,
): SeenName[] {
  return names.all.map((counted) => ({ ...counted, isKnown: isKnown(counted.name) === true }))
}

function tellKeys(
  unknown: UnknownTally,
  object: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
  where: string,
): void {
  for (const [key, value] of Object.entries(object)) {
    if (!known.has(key))
      unknown.take('argument', keyWord(key) ?? `(${hiddenText(key)})`, where, formOf(value))
  }
}

function count(names: CountedOperation['hashes'], name: string | null): void {
  if (name === null) return
  const counted = names.of([name], () => ({ name, requests: 0 }))
  if (counted !== null) counted.requests += 1
}

function countRequest(counted: { requests: number; answers: number }, isAnswered: boolean): void {
  counted.requests += 1
  if (isAnswered) counted.answers += 1
}
