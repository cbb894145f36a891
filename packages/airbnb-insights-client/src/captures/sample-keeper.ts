import { fieldsOf } from '../json-object.ts'
import type { CapturedExchange } from './captured-exchange.ts'
import type { SampleExchange } from './findings.ts'
import { Redactor } from './redactor.ts'

/** More exchanges than this would be no sample. */
const MOST = 40

/** Keeps the exchanges that show something new, and the first of each operation, redacted. */
export class SampleKeeper {
  readonly #redactor = new Redactor()
  readonly #operations = new Set<string>()
  readonly #kept: SampleExchange[] = []

  /**
   * Keeps an exchange if it is worth it.
   *
   * @param operation - its name, as it may be shown
   * @param shows - what it is the first to show
   */
  take(
    { question, status, answer, answerState }: CapturedExchange,
    operation: string,
    shows: readonly string[],
  ): void {
    const isFirst = answerState === 'read' && !this.#operations.has(operation)
    if (this.#kept.length >= MOST || (!isFirst && shows.length === 0)) return
    if (answerState === 'read') this.#operations.add(operation)
    this.#kept.push({
      operation,
      status,
      shows,
      request: this.#redactor.redact(fieldsOf(fieldsOf(question['variables'])['request'])),
      answer: this.#redactor.redact(answer),
    })
  }

  get kept(): readonly SampleExchange[] {
    return this.#kept
  }
}
