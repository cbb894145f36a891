import { InvalidCredentialsError } from 'airbnb-insights-client'
import type { CopiedSession } from 'airbnb-insights-client/credentials'
import type { AccountInput, Store } from 'insights-store-timescale'
import { accountInputFrom } from './account-input.ts'
import { browserOfAccount } from './browser-of-account.ts'

/** A session as something copied told it, without how it was told. */
export type GivenSession = Omit<CopiedSession, 'requests'>

/** A browser that somebody names beside what they copied. */
interface NamedBrowser {
  readonly clientVersion?: string | undefined
  readonly userAgent?: string | undefined
}

/**
 * An account as the store takes it, from a session that was copied. Where the session does not say which browser it is of,
 * that is the one named beside it, or the one that {@link browserOfAccount} knows.
 *
 * @param accountId - with it, it is checked that the session is that account's.
 * @throws InvalidCredentialsError where nobody knows the browser, or the session cannot work.
 */
export async function sessionInput(
  store: Store,
  session: GivenSession,
  { accountId, ...named }: NamedBrowser & { readonly accountId?: string | undefined } = {},
): Promise<AccountInput> {
  return accountInputFrom({
    ...saidBy(session),
    ...(await browserOf(store, session, named)),
    ...(accountId !== undefined && { accountId }),
  })
}

/** What a session says beside the browser. */
export function saidBy({ cookie, clientTraceId, baseUrl, learned }: GivenSession): {
  cookie: string
  clientTraceId?: string
  baseUrl?: string
  learned: GivenSession['learned']
} {
  return {
    cookie,
    learned,
    ...(clientTraceId !== null && { clientTraceId }),
    ...(baseUrl !== null && { baseUrl }),
  }
}

async function browserOf(
  store: Store,
  session: GivenSession,
  named: NamedBrowser,
): Promise<{ clientVersion: string; userAgent: string }> {
  const clientVersion = session.clientVersion ?? named.clientVersion
  const userAgent = session.userAgent ?? named.userAgent
  if (clientVersion !== undefined && userAgent !== undefined) return { clientVersion, userAgent }
  const known = await browserOfAccount(store, session.accountId)
  if (known === undefined) {
    throw new InvalidCredentialsError(
      'What was copied does not say which browser it is of, and no account is known: give x_client_version and user_agent beside it, or a whole request',
      { reason: clientVersion === undefined ? 'no_client_version' : 'no_user_agent' },
    )
  }
  return { clientVersion: clientVersion ?? known.clientVersion, userAgent: userAgent ?? known.userAgent }
}
