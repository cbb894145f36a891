import type { Store } from 'insights-store-timescale'
import { accountText } from '../accounts/account-name.ts'
import { endText } from '../accounts/outlook-text.ts'
import { requireAccount } from '../accounts/require-account.ts'
import { renewSession } from '../cli/renew-session.ts'
import { formatInstant } from '../output/format.ts'
import { askAccount } from './ask-account.ts'
import type { DoctorInvocation } from './doctor-invocation.ts'
import { broken, brokenBy, type Finding, worthALook } from './finding.ts'

/** Without `--account`, so many accounts are asked for. */
const ACCOUNTS_ASKED = 5

/**
 * Whether the sessions of accounts work, by one request each, and with the first that does, whether the API knows
 * the queries.
 *
 * @param named accounts to ask with, whatever is known of them; undefined for the first few that are enabled.
 */
export async function* checkSessions(
  store: Store,
  invocation: DoctorInvocation,
  named: readonly string[] | undefined,
): AsyncGenerator<Finding> {
  const ids = named ?? (await firstAccounts(store))
  if (ids.length === 0) {
    yield worthALook(
      'session',
      'no enabled account to ask with',
      'Add one: airbnb-insights accounts add --from FILE',
    )
    return
  }
  let queriesChecked = false
  for (const accountId of ids) {
    for await (const finding of checkAccount(store, accountId, invocation, {
      evenIfExpired: named !== undefined,
      withQueries: !queriesChecked,
    })) {
      queriesChecked ||= finding.check === 'queries'
      yield finding
    }
  }
  if (!queriesChecked) yield worthALook('queries', 'not checked: no session that could be asked with works')
}

async function firstAccounts(store: Store): Promise<string[]> {
  const accounts = await store.accounts.list({ activeOnly: true, limit: ACCOUNTS_ASKED })
  return accounts.map(({ accountId }) => accountId)
}

async function* checkAccount(
  store: Store,
  accountId: string,
  invocation: DoctorInvocation,
  { evenIfExpired, withQueries }: { evenIfExpired: boolean; withQueries: boolean },
): AsyncGenerator<Finding> {
  let calledAs = accountId
  try {
    const account = await requireAccount(store, accountId)
    const { credentialStatus, credentialCheckedAt } = account
    calledAs = accountText(account)
    // Known to have expired: not asked again until it changes, unless that is asked for by name.
    if (credentialStatus === 'expired' && !evenIfExpired) {
      yield broken(
        'session',
        'auth_failed',
        `${calledAs}: expired, seen ${formatInstant(credentialCheckedAt)}`,
        renewSession(accountId),
      )
      return
    }
    yield* await askAccount(store, accountId, invocation, { withQueries, calledAs })
    yield* checkOutlook(store, accountId, calledAs)
  } catch (error) {
    yield await brokenBy('session', error, invocation.signal, { accountId, calledAs })
  }
}

/** What the session's own past says of its future, once it was asked with. */
async function* checkOutlook(store: Store, accountId: string, calledAs: string): AsyncGenerator<Finding> {
  const outlook = await store.accounts.sessionOutlook(accountId)
  const ending = outlook === undefined ? null : endText(outlook, new Date())
  if (ending !== null) yield worthALook('session', `${calledAs}: ${ending}`, renewSession(accountId))
}
