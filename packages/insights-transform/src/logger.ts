/**
 * Where the packages write what they do. Structural: `console` fits as it is; pino takes its arguments the other way
 * round. Nothing that is logged holds a cookie, a password or a key.
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

/** Writes nothing: what is taken where no logger is given. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }
