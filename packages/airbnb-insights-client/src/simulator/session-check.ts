import { claimedAccountId, cookiesOf } from './incoming-request.ts'
import { type SessionExpiredShape } from './responses/failure-answers.ts'
import { rotatingCookieValue, sessionCookieValue } from './simulated-credentials.ts'
import type { AccountState, World } from './world.ts'

/** Whose session a cookie is, or how the server says that it is nobody's any more. */
type SessionCheck =
  | { valid: true; account: AccountState; outdatedRotation: boolean }
  | { valid: false; claimedAccountId: string | null; as: SessionExpiredShape }

/** Finds the account of a `Cookie` header. No cookie, and one that is not the server's, is refused with 401. */
export function checkSession(cookieHeader: string | null, accounts: World['accounts']): SessionCheck {
  const cookies = cookiesOf(cookieHeader)
  const claimed = claimedAccountId(cookies)
  const account = accounts.get(claimed ?? '')
  if (account === undefined) return { valid: false, claimedAccountId: claimed, as: 'unauthorized' }
  const refused = (as: SessionExpiredShape): SessionCheck => ({ valid: false, claimedAccountId: claimed, as })
  if (account.expiredAs !== null) return refused(account.expiredAs)
  if (cookies.get('_airbed_session_id') !== sessionCookieValue(account)) return refused('unauthorized')
  const rotating = cookies.get('_aaj')
  const outdatedRotation = account.rotation > 0 && rotating !== rotatingCookieValue(account)
  if (outdatedRotation && !account.acceptsPreviousRotation) return refused('unauthorized')
  return { valid: true, account, outdatedRotation }
}
