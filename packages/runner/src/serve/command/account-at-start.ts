import { parseCookies } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import { givenAccountInput } from '../../accounts/account-credentials.ts'
import type { ServeInvocation } from './serve-invocation.ts'

/** The cookie that makes a session; the others beside it change while it lasts. */
const SESSION_COOKIE = '_airbed_session_id'

/**
 * Stores the account of `AIRBNB_COOKIE`, where that is set. A session that is stored already is left as it is: the
 * stored cookie has been rotated since, and the environment's would be a step back.
 *
 * @throws UsageError where the cookie, or what belongs to it, cannot be used.
 */
export async function storeAccountAtStart(
  store: Store,
  { settings, logger }: Pick<ServeInvocation, 'settings' | 'logger'>,
): Promise<void> {
  const { accountId, cookie, clientVersion, userAgent, clientTraceId } = settings
  if (cookie === undefined) return
  const input = givenAccountInput({ accountId, cookie, clientVersion, userAgent, clientTraceId })
  const stored = await store.accounts.credentials(input.accountId)
  if (stored !== undefined && sessionOf(stored.cookie) === sessionOf(input.cookie)) {
    logger.info('the account of AIRBNB_COOKIE is stored already, with this session', {
      accountId: input.accountId,
    })
    return
  }
  const { created } = await store.accounts.upsert(input)
  logger.info(
    created ? 'the account of AIRBNB_COOKIE is stored' : 'the account of AIRBNB_COOKIE has a new session',
    { accountId: input.accountId },
  )
}

function sessionOf(cookie: string): string | undefined {
  return parseCookies(cookie).get(SESSION_COOKIE)
}
