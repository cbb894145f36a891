/**
 * Where the client writes what it does. Structural: `console` fits, and pino does with its arguments turned round.
 * `fields` never hold a cookie.
 */
export interface Logger {
  debug(message: string, fields?: Record<string, unknown>): void
  info(message: string, fields?: Record<string, unknown>): void
  warn(message: string, fields?: Record<string, unknown>): void
  error(message: string, fields?: Record<string, unknown>): void
}

const ignore = (): void => {}

/** The default: nothing is written. */
export const silentLogger: Logger = { debug: ignore, info: ignore, warn: ignore, error: ignore }
