/**
 * Where the store writes what it does. Structural, so that pino, winston or `console` fit as they are.
 * Nothing that is logged contains a cookie, a password or a key.
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

/** Says nothing: the default. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }
