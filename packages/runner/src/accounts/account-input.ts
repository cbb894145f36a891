import { type Credentials, checkCredentials, sessionCookies } from 'airbnb-insights-client'
import {
  type CurlCredentials,
  credentialsFromCurl,
  type LeftOutRequest,
  sessionsFromCurl,
} from 'airbnb-insights-client/credentials'
import type { AccountInput } from 'insights-store-timescale'

/**
 * An account as the store takes it: its id is the cookie's, and of the cookie only what makes up the session is kept.
 *
 * @param credentials with `accountId` it is checked that they are that account's; without `clientTraceId` a stored
 *   one stays.
 * @throws InvalidCredentialsError that says what is missing or contradicts.
 */
export function accountInputFrom(
  credentials: Credentials & { readonly baseUrl?: string | undefined },
): AccountInput {
  const { accountId, clientVersion, userAgent, clientTraceId } = checkCredentials(credentials)
  return {
    accountId,
    cookie: sessionCookies(credentials.cookie),
    clientVersion,
    userAgent,
    ...(credentials.clientTraceId === undefined ? {} : { clientTraceId }),
    ...(credentials.baseUrl === undefined ? {} : { baseUrl: credentials.baseUrl }),
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

/** The credentials in a copied request, without a trace id where it sends none. */
interface CopiedCredentials extends Credentials {
  readonly accountId: string
  readonly clientTraceId?: string
  /** The site that was asked, such as `https://www.airbnb.de`. */
  readonly baseUrl: string
}

/** What was found in copied requests. */
interface CopiedSessions {
  /** One for each account, at least one. */
  readonly sessions: readonly CopiedCredentials[]
  /** The requests that no session was taken from. */
  readonly leftOut: readonly LeftOutRequest[]
}

/**
 * The sessions in what a browser's "Copy as cURL" or "Copy all as cURL" gives.
 *
 * @throws InvalidCredentialsError for a text without any.
 */
export function copiedSessions(copied: string): CopiedSessions {
  const { sessions, leftOut } = sessionsFromCurl(copied)
  return { sessions: sessions.map(asCopied), leftOut }
}

/**
 * The session in the same.
 *
 * @param accountId - whose to take where there are several accounts'.
 * @throws InvalidCredentialsError for a text without any, or with several of which none is that account's.
 */
export function copiedCredentials(copied: string, accountId?: string): CopiedCredentials {
  const asked = sessionsFromCurl(copied).sessions.find((session) => session.accountId === accountId)
  return asCopied(asked ?? credentialsFromCurl(copied))
}

function asCopied({ clientTraceId, ...session }: CurlCredentials): CopiedCredentials {
  return { ...session, ...(clientTraceId !== null && { clientTraceId }) }
}
