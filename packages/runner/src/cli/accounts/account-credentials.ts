import {
  AirbnbInsightsClient,
  type Credentials,
  isInvalidCredentialsError,
  sessionCookies,
} from 'airbnb-insights-client'
import type { AccountInput } from 'insights-store-timescale'
import { settingName } from '../../config/setting.ts'
import { SETTINGS } from '../../config/settings.ts'
import { UsageError } from '../../runner-error.ts'
import type { GivenAccount } from './given-account.ts'

/**
 * A whole account from what was given of it: the account id is the cookie's, checked against a given one,
 * and of the cookie only what makes up the session is kept.
 *
 * @throws UsageError that says what is missing or contradicts; nothing is stored then.
 */
export async function accountInputFrom(given: GivenAccount): Promise<AccountInput> {
  const { accountId, clientTraceId } = given
  const credentials = {
    cookie: required(given.cookie, 'cookie'),
    clientVersion: required(given.clientVersion, 'clientVersion'),
    userAgent: required(given.userAgent, 'userAgent'),
    clientTraceId: clientTraceId ?? null,
  }
  const idOfCookie = await checkedAccountOf(
    accountId === undefined ? credentials : { ...credentials, accountId },
  )
  return {
    accountId: idOfCookie,
    cookie: sessionCookies(credentials.cookie),
    clientVersion: credentials.clientVersion,
    userAgent: credentials.userAgent,
    ...(clientTraceId === undefined ? {} : { clientTraceId }),
  }
}

/**
 * The session part of a new cookie for an account that is there.
 *
 * @throws UsageError where it holds no session, no account id, or another account's.
 */
export async function sessionOfAccount(accountId: string, cookie: string): Promise<string> {
  // The other parts do not matter here: what is stored of them stays.
  await checkedAccountOf({ cookie, accountId, clientVersion: 'unchanged', userAgent: 'unchanged' })
  return sessionCookies(cookie)
}

/** Whose credentials they are; a client refuses what cannot work before it sends anything. */
async function checkedAccountOf(credentials: Credentials): Promise<string> {
  try {
    await using client = new AirbnbInsightsClient({ credentials })
    return client.accountId
  } catch (error) {
    if (!isInvalidCredentialsError(error)) throw error
    throw new UsageError(`${error.message}; nothing was stored`, { cause: error })
  }
}

function required(value: string | undefined, name: 'cookie' | 'clientVersion' | 'userAgent'): string {
  if (value !== undefined) return value
  const setting = SETTINGS[name]
  throw new UsageError(
    `${settingName(setting)}: given nothing, allowed: ${setting.allowed}, or a whole request with --from-curl`,
  )
}
