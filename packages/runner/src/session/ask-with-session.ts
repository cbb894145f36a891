import { type AirbnbInsightsClient, isAuthenticationError } from 'airbnb-insights-client'
import { AccountNotFoundError, type Store } from 'insights-store-timescale'
import type { SiteCredentials } from './account-options.ts'
import { CookieKeeper } from './cookie-keeper.ts'

/** Whose session to ask with, and how. */
interface SessionOptions {
  readonly store: Store
  readonly accountId: string
  /** What others are told who want the account meanwhile. */
  readonly holder: string
  /** Makes a client that is closed afterwards. */
  readonly openClient: (credentials: SiteCredentials) => AirbnbInsightsClient
}

/** What came of it: somebody else is using the account's session, or the answer. */
type SessionAnswer<Answer> =
  | { readonly busy: true; readonly holder: string }
  | { readonly busy: false; readonly answer: Answer }

/**
 * Asks with an account's session while holding its lease, so that no sync asks with it at the same time, and keeps
 * what was learnt: whether the session works, and cookies that Airbnb rotated meanwhile.
 *
 * @throws AccountNotFoundError, and whatever `ask` throws.
 */
export async function askWithSession<Answer>(
  { store, accountId, holder, openClient }: SessionOptions,
  ask: (client: AirbnbInsightsClient) => Promise<Answer>,
): Promise<SessionAnswer<Answer>> {
  const lease = await store.leases.acquire(accountId, { holder })
  if (lease.busy) return { busy: true, holder: lease.holder }
  await using _ = lease
  const stored = await store.accounts.credentials(accountId)
  if (stored === undefined) throw new AccountNotFoundError(accountId)
  await using client = openClient(stored)
  const kept = new CookieKeeper(client)
  const ifVersion = stored.version
  try {
    const answer = await ask(client)
    await store.accounts.markCredentials(accountId, 'ok', { ifVersion, rotatedCookie: kept.unsaved, lease })
    return { busy: false, answer }
  } catch (error) {
    if (isAuthenticationError(error)) {
      await store.accounts.markCredentials(accountId, 'expired', { ifVersion, lease })
    }
    throw error
  }
}
