/** What every answer brings along. */
export interface Received {
  /** `extensions.traceId` of the answer, or `null`. */
  readonly traceId: string | null
  /** The whole answer as it came. Not enumerable, so that an answer written to a file holds its section once. */
  readonly raw: unknown
}

/** Puts beside an answer what it was made from. */
export function received<Answer extends object>(
  answer: Answer,
  { traceId, raw }: Received,
): Answer & Received {
  const whole = { ...answer, traceId, raw }
  Object.defineProperty(whole, 'raw', { enumerable: false })
  return whole
}
