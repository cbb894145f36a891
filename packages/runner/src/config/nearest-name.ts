import { editDistance } from './edit-distance.ts'

/** The one of the names that was likely meant, or undefined where none is near. */
export function nearestName(given: string, names: Iterable<string>): string | undefined {
  const near = [...names].map((name) => ({ name, edits: editDistance(given.toLowerCase(), name) }))
  const [best] = near.toSorted((left, right) => left.edits - right.edits)
  return best !== undefined && best.edits <= Math.max(1, given.length * 0.4) ? best.name : undefined
}

/** ` (did you mean NAME?)`, or nothing where none of the names is near. */
export function didYouMean(given: string, names: readonly string[]): string {
  const meant = nearestName(given, names)
  return meant === undefined ? '' : ` (did you mean ${meant}?)`
}
