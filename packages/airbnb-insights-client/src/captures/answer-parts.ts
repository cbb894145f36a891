import { isJsonObject } from '../json-object.ts'
import { PART_AT, type PartKind, SECTIONS } from './known-parts.ts'

/** An object of an answer, and what it is. */
export interface AnswerPart {
  readonly kind: PartKind
  /** The key that it hangs at; `''` for the answer itself. */
  readonly at: string
  readonly object: Readonly<Record<string, unknown>>
}

/** What lies deeper is no answer's, and could be meant to exhaust whoever reads it. */
const DEEPEST = 60

/** The objects of an answer, each before those that it holds. */
export function* partsOf(answer: unknown): Generator<AnswerPart> {
  if (isJsonObject(answer)) yield* partsBelow({ kind: 'answer', at: '', object: answer }, 0)
}

function* partsBelow(part: AnswerPart, depth: number): Generator<AnswerPart> {
  yield part
  if (depth >= DEEPEST) return
  for (const [key, value] of Object.entries(part.object)) {
    for (const object of objectsAt(value)) {
      // What an error holds is the server's own affair.
      const kind = part.kind === 'error' ? 'other' : kindOf(key, object)
      yield* partsBelow({ kind, at: key, object }, depth + 1)
    }
  }
}

/** The objects at a key: itself, or those of a list, also of a list of lists. */
function objectsAt(value: unknown): Readonly<Record<string, unknown>>[] {
  if (isJsonObject(value)) return [value]
  if (!Array.isArray(value)) return []
  return (value as unknown[])
    .flatMap((one) => (Array.isArray(one) ? (one as unknown[]) : [one]))
    .filter(isJsonObject)
}

function kindOf(key: string, object: Readonly<Record<string, unknown>>): PartKind {
  const kind = PART_AT.get(key)
  if (kind === 'section') return SECTIONS.find(({ sectionKey }) => sectionKey in object)?.kind ?? 'section'
  if (kind !== undefined) return kind
  // At a key that is new, what a known part consists of is one.
  if ('metricName' in object) return 'metric unit'
  if ('dataPoints' in object) return 'series'
  return 'ds' in object ? 'point' : 'other'
}
