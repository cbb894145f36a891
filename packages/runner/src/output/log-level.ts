/** From the least severe on. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** Least severe level that is logged. */
export type LogLevel = (typeof LOG_LEVELS)[number]
