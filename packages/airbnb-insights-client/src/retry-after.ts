/**
 * Reads a `Retry-After` header: seconds, or an HTTP date.
 *
 * @param now - milliseconds since the epoch
 * @returns milliseconds from now, not below 0; `null` when there is no such header or it cannot be read
 */
export function parseRetryAfter(header: string | null, now: number): number | null {
  const text = header?.trim() ?? ''
  if (text === '') return null
  if (/^\d+(?:\.\d+)?$/.test(text)) return Math.round(Number(text) * 1000)
  // Date.parse also reads bare signed numbers, as years.
  const date = /[a-z]/i.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(date) ? null : Math.max(0, date - now)
}
