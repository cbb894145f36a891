import {
  type Credentials,
  checkCredentials,
  InvalidCredentialsError,
  sessionCookies,
} from 'airbnb-insights-client'
import {
  type CopiedSession,
  type LeftOutRequests,
  sessionsFromCopied,
} from 'airbnb-insights-client/credentials'
import type { AccountInput } from 'insights-store-timescale'
import type { LearnedRequests } from 'insights-transform'

/** Credentials, and what their copied request said beside them. */
interface SaidCredentials extends Credentials {
  /** The site that was asked. */
  readonly baseUrl?: string | undefined
  readonly learned?: LearnedRequests | undefined
}

/**
 * An account as the store takes it: its id is the cookie's, and of the cookie only what makes up the session is kept.
 *
 * @param credentials with `accountId` it is checked that they are that account's; without `clientTraceId` a stored
 *   one stays.
 * @throws InvalidCredentialsError that says what is missing or contradicts.
 */
export function accountInputFrom(credentials: SaidCredentials): AccountInput {
  const { accountId, clientVersion, userAgent, clientTraceId } = checkCredentials(credentials)
  const { baseUrl, learned } = credentials
  return {
    accountId,
    cookie: sessionCookies(credentials.cookie),
    clientVersion,
    userAgent,
    ...(credentials.clientTraceId === undefined ? {} : { clientTraceId }),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(learned === undefined ? {} : { learned }),
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

/** One session of those that were copied. */
interface CopiedOfOne {
  readonly session: CopiedSession
  /** The requests that it was not taken from, those of other accounts among them. */
  readonly leftOut: readonly LeftOutRequests[]
}

/**
 * One session in a copied text.
 *
 * @param accountId - whose to take where there are several accounts'.
 * @throws InvalidCredentialsError for a text without any, or with several of which none is that account's.
 */
export function copiedOfOne(copied: string, accountId?: string): CopiedOfOne {
  const { sessions, leftOut } = sessionsFromCopied(copied)
  const asked = sessions.find((session) => session.accountId === accountId)
  const session = asked ?? sessions[0]
  if (session === undefined || (asked === undefined && sessions.length > 1)) {
    const ids = sessions.map((one) => one.accountId).join(', ')
    throw new InvalidCredentialsError(
      `The requests are of ${String(sessions.length)} accounts: ${ids}. Give those of one, or say which`,
      { reason: 'several_accounts' },
    )
  }
  const others = sessions
    .filter((one) => one !== session)
    .map(({ baseUrl, requests }) => {
      const host = baseUrl === null ? null : new URL(baseUrl).hostname
      return { host, reason: 'other_account', requests } as const
    })
  return { session, leftOut: [...leftOut, ...others] }
}
