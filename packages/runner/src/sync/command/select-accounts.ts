import type { Account, Store } from 'insights-store-timescale'
import { requireAccount } from '../../accounts/require-account.ts'
import { UsageError } from '../../output/runner-error.ts'

/**
 * The accounts to sync: the named ones in the order given, or all enabled ones.
 *
 * @param place where was looked, for the error that there is none.
 *
 * @throws UsageError where there is none to sync, or a named one is disabled; AccountNotFoundError for an unknown one.
 */
export async function selectAccounts(
  store: Store,
  named: readonly string[] | null,
  place: string,
): Promise<Account[]> {
  if (named === null) return await enabledAccounts(store, place)
  const accounts: Account[] = []
  for (const accountId of named) {
    const account = await requireAccount(store, accountId)
    if (!account.isActive) {
      throw new UsageError(
        `--account: given "${accountId}", which is disabled, allowed: enabled accounts; airbnb-insights accounts enable ${accountId}`,
      )
    }
    accounts.push(account)
  }
  return accounts
}

async function enabledAccounts(store: Store, place: string): Promise<Account[]> {
  const accounts = await store.accounts.list({ activeOnly: true })
  if (accounts.length > 0) return accounts
  const disabled = await store.accounts.list({ limit: 1 })
  throw new UsageError(
    disabled.length > 0
      ? 'There is no account to sync: all are disabled. airbnb-insights accounts list shows them, accounts enable ID enables one.'
      : `There is no account to sync yet in ${place}. Add one: airbnb-insights accounts import (from the environment), or airbnb-insights accounts add --from FILE`,
  )
}
