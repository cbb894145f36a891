import { errorFamily } from 'insights-transform/errors'

/** What one of this package's own errors is about; callers branch on it, never on the message. */
export type RunnerErrorCode =
  | 'usage'
  | 'configuration'
  | 'not_found'
  | 'declined'
  | 'not_signed_in'
  | 'not_written'
  | 'base_day_out_of_range'
  | 'clocks_differ'
  | 'paused'
  | 'sql'
  | 'kubernetes'
  | 'cluster_away'

const family = errorFamily<RunnerError>('airbnb-insights-runner')

/**
 * Root of the errors that the runner itself throws.
 *
 * The message is one line fit for a terminal; it never holds a secret's value.
 */
export class RunnerError extends Error {
  readonly code: RunnerErrorCode
  /** What to do next, one line; absent where the message says it already. */
  readonly hint: string | undefined

  constructor(code: RunnerErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.hint = options.hint
    family.mark(this)
  }
}

/** A flag, an argument or a setting that is unknown, missing or malformed: exit code 2, one line, nothing done. */
export class UsageError extends RunnerError {
  declare readonly code: 'usage'

  constructor(message: string, options: { cause?: unknown } = {}) {
    super('usage', message, options)
  }
}

/** Settings that are well-formed but do not work together or with this machine: exit code 3. */
export class ConfigurationError extends RunnerError {
  declare readonly code: 'configuration'

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super('configuration', message, options)
  }
}

/** Whether a value is an error that the runner itself throws. */
export const isRunnerError = family.is
/** Whether a value is a {@link UsageError}. */
export const isUsageError = family.ofCode<UsageError>('usage')
/** Whether a value is a {@link ConfigurationError}. */
export const isConfigurationError = family.ofCode<ConfigurationError>('configuration')
