import type { Invocation } from '../cli/define-action.ts'
import { textOption } from '../cli/option-values.ts'
import type { STORE_SETTING_NAMES } from '../config/settings.ts'
import { UsageError } from '../output/runner-error.ts'
import { ACCOUNT_NAME } from './account-name.ts'

/** One run of an `accounts` command. */
export type AccountInvocation = Invocation<(typeof STORE_SETTING_NAMES)[number]>

/** The account id that a command was given as its argument. */
export function accountIdArgument({ args }: Pick<AccountInvocation, 'args'>): string {
  return checkedAccountId(args[0] ?? '')
}

/**
 * An account id as given, or one line that says what one looks like.
 *
 * @param as how the command calls the argument. @defaultValue '<id>'
 */
export function checkedAccountId(text: string, as = '<id>'): string {
  if (/^\d{1,30}$/.test(text)) return text
  throw new UsageError(`${as}: given ${JSON.stringify(text)}, allowed: the digits of an Airbnb account id`)
}

/**
 * The value of `--account`, or undefined where it was not given.
 *
 * @throws UsageError for what is no account id.
 */
export function accountOption({ options }: Pick<AccountInvocation, 'options'>): string | undefined {
  const given = textOption(options, 'account')
  return given === undefined ? undefined : checkedAccountId(given, '--account')
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i

/** The value of `--customer-id`, or undefined where it was not given. */
export function customerIdOption({ options }: Pick<AccountInvocation, 'options'>): string | undefined {
  const given = options['customerId']
  if (given === undefined) return undefined
  if (typeof given === 'string' && UUID.test(given)) return given.toLowerCase()
  throw new UsageError(`--customer-id: given ${JSON.stringify(given)}, allowed: a UUID`)
}

/** The value of `--name`: null for an empty one, undefined where it was not given. */
export function nameOption({ options }: Pick<AccountInvocation, 'options'>): string | null | undefined {
  const name = textOption(options, 'name')?.trim()
  if (name === undefined || ACCOUNT_NAME.test(name)) return name
  if (name === '') return null
  throw new UsageError(
    `--name: given ${JSON.stringify(name.slice(0, 100))}, allowed: one line of at most 80 characters`,
  )
}

/** The value of `--from`, or undefined where it was not given. */
export function fromOption({ options }: Pick<AccountInvocation, 'options'>): string | undefined {
  return textOption(options, 'from')
}
