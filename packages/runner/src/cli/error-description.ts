import type { Ending } from '../output/exit-code.ts'

/** An error as the CLI tells it. */
export interface ErrorDescription {
  readonly ending: Ending
  /** For machines: the error's own code, or `unexpected`. */
  readonly code: string
  /** One line. */
  readonly message: string
  /** What to do next, one line. */
  readonly hint?: string | undefined
}
