import { isInvalidCredentialsError } from 'airbnb-insights-client'
import { UsageError } from '../output/runner-error.ts'

/**
 * What is read from credentials that somebody gave.
 *
 * @param as - goes before what is said of them. @defaultValue nothing
 * @throws UsageError where they are none.
 */
export function refusedAsUsage<Value>(read: () => Value, as = ''): Value {
  try {
    return read()
  } catch (error) {
    throw asUsageError(error, as)
  }
}

/** The same error, for whoever gave the credentials that it refuses. */
export function asUsageError(error: unknown, as = ''): unknown {
  if (!isInvalidCredentialsError(error)) return error
  return new UsageError(`${as}${error.message}; nothing was stored`, { cause: error })
}
