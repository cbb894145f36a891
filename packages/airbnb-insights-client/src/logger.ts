/**
 * Where the client writes what it does. Structural: `console` fits, and pino does with its arguments turned round.
 * `fields` never hold a cookie.
 */
export interface Logger {
  /** What only somebody who looks for a fault wants to read. */
  debug(message: string, fields?: Record<string, unknown>): void
  /** What went as it should. */
  info(message: string, fields?: Record<string, unknown>): void
  /** What went wrong and was put right, or should be looked at. */
  warn(message: string, fields?: Record<string, unknown>): void
  /** What went wrong for good. */
  error(message: string, fields?: Record<string, unknown>): void
}

const ignore = (): void => {}

/** The default: nothing is written. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }
