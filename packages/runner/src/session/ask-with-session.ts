import { type AirbnbInsightsClient, type CallOptions, isAuthenticationError } from 'airbnb-insights-client'
import { AccountNotFoundError, type Store } from 'insights-store-timescale'
import type { SiteCredentials } from './account-options.ts'
import { CookieKeeper } from './cookie-keeper.ts'
import { type PauseEvent, PauseGate } from './pause-gate.ts'

/** Whose session to ask with, and how. */
interface SessionOptions {
  readonly store: Store
  readonly accountId: string
  /** The network that is asked from. */
  readonly network: string
  /** Is told where the answer begins or ends a pause. @defaultValue nobody is told */
  readonly onPause?: (event: PauseEvent) => void
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
 * what was learnt: whether the session works, cookies that Airbnb rotated meanwhile, and what stands in between.
 *
 * @param ask - its first request takes these options: it may be a probe, which is not repeated.
 * @throws AccountNotFoundError, PausedError, and whatever `ask` throws.
 */
export async function askWithSession<Answer>(
  { store, accountId, network, onPause, holder, openClient }: SessionOptions,
  ask: (client: AirbnbInsightsClient, options: Pick<CallOptions, 'retry'>) => Promise<Answer>,
): Promise<SessionAnswer<Answer>> {
  const lease = await store.leases.acquire(accountId, { holder })
  if (lease.busy) return { busy: true, holder: lease.holder }
  await using _ = lease
  const stored = await store.accounts.credentials(accountId)
  if (stored === undefined) throw new AccountNotFoundError(accountId)
  await using client = openClient(stored)
  const kept = new CookieKeeper(client)
  const ifVersion = stored.version
  const gate = new PauseGate({ store, client, network, onPause })
  try {
    const answer = await gate.alone((options) => ask(client, options))
    await store.accounts.markCredentials(accountId, 'ok', { ifVersion, rotatedCookie: kept.unsaved, lease })
    return { busy: false, answer }
  } catch (error) {
    if (isAuthenticationError(error)) {
      await store.accounts.markCredentials(accountId, 'expired', { ifVersion, lease })
    }
    throw error
  }
}
