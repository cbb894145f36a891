import { RunnerError } from '../output/runner-error.ts'

/** There is nothing to report on: no account, or none with a number. */
export class NoNumbersError extends RunnerError {
  override readonly name = 'NoNumbersError'

  constructor(message: string, hint: string) {
    super('not_found', message, { hint })
  }
}

/** True for {@link NoNumbersError}. */
export function isNoNumbersError(error: unknown): error is NoNumbersError {
  return error instanceof NoNumbersError
}
