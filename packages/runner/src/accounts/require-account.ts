import { type Account, AccountNotFoundError, type Store } from 'insights-store-timescale'

/**
 * The account of that id.
 *
 * @throws AccountNotFoundError where there is none, or it was removed.
 */
export async function requireAccount(store: Store, accountId: string): Promise<Account> {
  const account = await store.accounts.get(accountId)
  if (account === undefined) throw new AccountNotFoundError(accountId)
  return account
}
