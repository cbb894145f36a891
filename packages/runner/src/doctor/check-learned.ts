import type { Account, Store } from 'insights-store-timescale'
import { accountText } from '../accounts/account-name.ts'
import { describeLearned } from '../accounts/learned-text.ts'
import { formatInstant } from '../output/format.ts'
import { type Finding, fine } from './finding.ts'

/** Without `--account`, so many accounts are told of. */
const ACCOUNTS_TOLD = 5

/**
 * What the copied requests of accounts said of the API: how those accounts are asked, unless settings say otherwise.
 *
 * @param named accounts to tell of; undefined for the first few that are enabled.
 */
export async function* checkLearned(
  store: Store,
  named: readonly string[] | undefined,
): AsyncGenerator<Finding> {
  for (const account of await accountsOf(store, named)) {
    const { learned, learnedAt, baseUrl } = account
    if (learned === null) continue
    const site = baseUrl === null ? '' : `, site ${baseUrl}`
    yield fine(
      'learned',
      `${accountText(account)}: ${describeLearned(learned)}${site}, given ${formatInstant(learnedAt)}`,
    )
  }
}

async function accountsOf(store: Store, named: readonly string[] | undefined): Promise<readonly Account[]> {
  if (named === undefined) return await store.accounts.list({ activeOnly: true, limit: ACCOUNTS_TOLD })
  const accounts = await Promise.all(named.map((id) => store.accounts.get(id)))
  return accounts.filter((account) => account !== undefined)
}
