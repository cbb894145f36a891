/** A time further away than this is none that anybody meant, and past the dates that a computer can hold. */
const LONGEST_MS = 7 * 24 * 3_600_000

/**
 * Reads a `Retry-After` header: seconds, or an HTTP date.
 *
 * @param now - milliseconds since the epoch
 * @returns milliseconds from now, from 0 to 7 days; `null` when there is no such header or it cannot be read
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? ''
  if (text === '') return null
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.min(LONGEST_MS, Math.round(Number(text) * 1000))
  // Date.parse also reads bare signed numbers, as years.
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : Math.min(LONGEST_MS, Math.max(0, date - now))
}
