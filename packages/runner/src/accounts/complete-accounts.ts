import { holdsNoData, openStoreFor } from '../cli/open-store.ts'
import { loadSettings } from '../config/load-settings.ts'
import type { AccountInvocation } from './account-invocation.ts'
import { browserOfAccount } from './browser-of-account.ts'
import type { GivenAccount } from './given-account.ts'

/**
 * Fills in the browser of accounts of which only cookies were copied: from the environment, or else as
 * {@link browserOfAccount} knows it, which is said. What nobody knows stays open.
 */
export async function completeAccounts(
  invocation: AccountInvocation,
  given: readonly GivenAccount[],
): Promise<readonly GivenAccount[]> {
  if (!given.some(lacksBrowser)) return given
  const { values } = loadSettings(['clientVersion', 'userAgent'], {}, invocation.context)
  const filled = given.map((one) => withBrowser(one, values))
  if (!filled.some(lacksBrowser) || (await holdsNoData(invocation))) return filled
  await using store = await openStoreFor(invocation)
  const completed: GivenAccount[] = []
  for (const one of filled) {
    const known = lacksBrowser(one) ? await browserOfAccount(store, one.accountId ?? '') : undefined
    completed.push(known === undefined ? one : withBrowser(one, known))
    if (known === undefined || known.accountId === one.accountId) continue
    invocation.output.remark(
      `account ${String(one.accountId)}: what was copied does not say which browser it is of; taken for that of account ${known.accountId}`,
    )
  }
  return completed
}

const lacksBrowser = ({ learned, clientVersion, userAgent }: GivenAccount): boolean =>
  learned !== undefined && (clientVersion === undefined || userAgent === undefined)

function withBrowser(
  given: GivenAccount,
  known: { readonly clientVersion?: string | undefined; readonly userAgent?: string | undefined },
): GivenAccount {
  if (!lacksBrowser(given)) return given
  return {
    ...given,
    clientVersion: given.clientVersion ?? known.clientVersion,
    userAgent: given.userAgent ?? known.userAgent,
  }
}
