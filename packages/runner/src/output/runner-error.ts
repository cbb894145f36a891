/** What one of this package's own errors is about; callers branch on it, never on the message. */
export type RunnerErrorCode = 'usage' | 'configuration' | 'not_found' | 'declined' | 'not_written'

/**
 * Root of the errors that the runner itself throws.
 *
 * The message is one line fit for a terminal; it never holds a secret's value.
 */
export class RunnerError extends Error {
  override readonly name: string = 'RunnerError'
  readonly code: RunnerErrorCode
  /** What to do next, one line; absent where the message says it already. */
  readonly hint: string | undefined

  constructor(code: RunnerErrorCode, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.code = code
    this.hint = options.hint
  }
}

/** A flag, an argument or a setting that is unknown, missing or malformed: exit code 2, one line, nothing done. */
export class UsageError extends RunnerError {
  override readonly name = 'UsageError'

  constructor(message: string, options: { cause?: unknown } = {}) {
    super('usage', message, options)
  }
}

/** Settings that are well-formed but do not work together or with this machine: exit code 3. */
export class ConfigurationError extends RunnerError {
  override readonly name = 'ConfigurationError'

  constructor(message: string, options: { hint?: string; cause?: unknown } = {}) {
    super('configuration', message, options)
  }
}

/** True for every error that the runner itself throws. */
export function isRunnerError(error: unknown): error is RunnerError {
  return error instanceof RunnerError
}

/** True for {@link UsageError}. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof UsageError
}

/** True for {@link ConfigurationError}. */
export function isConfigurationError(error: unknown): error is ConfigurationError {
  return error instanceof ConfigurationError
}
