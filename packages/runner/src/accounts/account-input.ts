import { type Credentials, checkCredentials, sessionCookies } from 'airbnb-insights-client'
import { credentialsFromCurl } from 'airbnb-insights-client/credentials'
import type { AccountInput } from 'insights-store-timescale'

/**
 * An account as the store takes it: its id is the cookie's, and of the cookie only what makes up the session is kept.
 *
 * @param credentials with `accountId` it is checked that they are that account's; without `clientTraceId` a stored
 *   one stays.
 * @throws InvalidCredentialsError that says what is missing or contradicts.
 */
export function accountInputFrom(credentials: Credentials): AccountInput {
  const { accountId, clientVersion, userAgent, clientTraceId } = checkCredentials(credentials)
  return {
    accountId,
    cookie: sessionCookies(credentials.cookie),
    clientVersion,
    userAgent,
    ...(credentials.clientTraceId === undefined ? {} : { clientTraceId }),
  }
}

/**
 * The session part of a new cookie for an account that is there.
 *
 * @throws InvalidCredentialsError where it holds no session, no account id, or another account's.
 */
export function sessionOfAccount(accountId: string, cookie: string): string {
  // The other parts do not matter here: what is stored of them stays.
  checkCredentials({ cookie, accountId, clientVersion: 'unchanged', userAgent: 'unchanged' })
  return sessionCookies(cookie)
}

/**
 * The credentials in a browser's "Copy as cURL"; without a trace id where the command sends none.
 *
 * @throws InvalidCredentialsError for what is no such command.
 */
export function copiedCredentials(command: string): Credentials & { readonly accountId: string } {
  const { accountId, cookie, clientVersion, userAgent, clientTraceId } = credentialsFromCurl(command)
  return { accountId, cookie, clientVersion, userAgent, ...(clientTraceId !== null && { clientTraceId }) }
}
