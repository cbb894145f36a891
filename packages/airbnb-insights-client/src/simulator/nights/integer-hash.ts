/**
 * Integer hashing in place of randomness: the same inputs give the same number in every process and
 * on every machine, and changing one input changes the number beyond recognition.
 */

/** A 32-bit hash of a text, such as a listing id (FNV-1a, then mixed). */
export function hashText(text: string, salt = 0): number {
  let hash = 0x811c9dc5 ^ salt
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return mix(hash, salt)
}

/** Stirs a number into a hash; the result is an unsigned 32-bit integer. */
export function mix(hash: number, value: number): number {
  let mixed = Math.imul(hash ^ Math.imul(value | 0, 0x9e3779b1), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0x27d4eb2f)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** A whole number from `low` to `high`, both included, drawn by a hash. */
export function drawBetween(hash: number, low: number, high: number): number {
  return low + (hash % (high - low + 1))
}
