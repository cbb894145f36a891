import type { Invocation } from '../cli/define-action.ts'
import { textOption } from '../cli/option-values.ts'
import type { STORE_SETTING_NAMES } from '../config/settings.ts'
import { UsageError } from '../output/runner-error.ts'

/** One run of a `runs` command. */
export type RunsInvocation = Invocation<(typeof STORE_SETTING_NAMES)[number]>

/**
 * The value of `--account`, or undefined where it was not given.
 *
 * @throws UsageError for what is no account id.
 */
export function accountOption({ options }: Pick<RunsInvocation, 'options'>): string | undefined {
  const given = textOption(options, 'account')
  if (given === undefined) return undefined
  if (/^\d{1,30}$/.test(given)) return given
  throw new UsageError(
    `--account: given ${JSON.stringify(given)}, allowed: the digits of an Airbnb account id`,
  )
}
