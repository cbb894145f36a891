import type { Attributes } from '@opentelemetry/api'
import type { ProtobufWriter } from './protobuf-writer.ts'

/** Of an attribute, no more values are kept: one that has more has another one each time. */
const KEPT_VALUES = 64
/** Longer texts are not kept, in characters. */
const KEPT_LENGTH = 256

/** The numbers of the fields, as `opentelemetry/proto` gives them. */
const KEY_VALUE = { key: 1, value: 2 } as const
const ANY_VALUE = { text: 1, boolean: 2, integer: 3 } as const

type PlainValue = string | number | boolean

/** Writes attributes of spans, and keeps how it wrote them: the next span has most of them as well. */
export class WrittenAttributes {
  readonly #writer: ProtobufWriter
  readonly #kept = new Map<string, Map<unknown, Buffer>>()

  constructor(writer: ProtobufWriter) {
    this.#writer = writer
  }

  /** Whether a value is one of those that {@link write} takes: a text, a truth, or a number for counting. */
  static canWrite(value: unknown): value is PlainValue {
    if (typeof value === 'number') return Number.isSafeInteger(value) && value >= 0
    return typeof value === 'string' || typeof value === 'boolean'
  }

  /** Writes each attribute as the field of that number. @throws TypeError for values that {@link canWrite} denies. */
  write(field: number, attributes: Attributes): void {
    for (const name in attributes) {
      const value = attributes[name]
      const kept = this.#keptOf(name)
      const before = kept.get(value)
      if (before !== undefined) {
        this.#writer.message(field, before)
        continue
      }
      if (!WrittenAttributes.canWrite(value)) throw new TypeError(`The attribute ${name} has no plain value.`)
      const start = this.#writer.begin(field)
      this.#writeOne(name, value)
      if (kept.size < KEPT_VALUES && String(value).length <= KEPT_LENGTH)
        kept.set(value, this.#writer.copyFrom(start))
      this.#writer.end(start)
    }
  }

  #keptOf(name: string): Map<unknown, Buffer> {
    const found = this.#kept.get(name)
    if (found !== undefined) return found
    const kept = new Map<unknown, Buffer>()
    this.#kept.set(name, kept)
    return kept
  }

  #writeOne(name: string, value: PlainValue): void {
    this.#writer.text(KEY_VALUE.key, name)
    const start = this.#writer.begin(KEY_VALUE.value)
    if (typeof value === 'string') this.#writer.text(ANY_VALUE.text, value)
    else if (typeof value === 'boolean') this.#writer.integer(ANY_VALUE.boolean, value ? 1 : 0)
    else this.#writer.integer(ANY_VALUE.integer, value)
    this.#writer.end(start)
  }
}
