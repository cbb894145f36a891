import type { AccountInput } from 'insights-store-timescale'
import { settingName } from '../config/setting.ts'
import { SETTINGS } from '../config/settings.ts'
import { UsageError } from '../output/runner-error.ts'
import { accountInputFrom, sessionOfAccount } from './account-input.ts'
import type { GivenAccount } from './given-account.ts'
import { refusedAsUsage } from './refused-as-usage.ts'

/**
 * A whole account from what was given of it.
 *
 * @throws UsageError that says what is missing or contradicts; nothing is stored then.
 */
export function givenAccountInput({
  accountId,
  clientTraceId,
  baseUrl,
  learned,
  ...given
}: GivenAccount): AccountInput {
  const credentials = {
    cookie: required(given.cookie, 'cookie'),
    clientVersion: required(given.clientVersion, 'clientVersion'),
    userAgent: required(given.userAgent, 'userAgent'),
    ...(clientTraceId === undefined ? {} : { clientTraceId }),
    ...(accountId === undefined ? {} : { accountId }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(learned === undefined ? {} : { learned }),
  }
  return refusedAsUsage(() => accountInputFrom(credentials))
}

/**
 * The session part of a new cookie for an account that is there.
 *
 * @throws UsageError where it holds no session, no account id, or another account's.
 */
export function givenSession(accountId: string, cookie: string): string {
  return refusedAsUsage(() => sessionOfAccount(accountId, cookie))
}

function required(value: string | undefined, name: 'cookie' | 'clientVersion' | 'userAgent'): string {
  if (value !== undefined) return value
  const setting = SETTINGS[name]
  throw new UsageError(
    `${settingName(setting)}: given nothing, allowed: ${setting.allowed}, or a whole request with --from`,
  )
}
