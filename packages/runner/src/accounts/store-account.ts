import type { Account, AccountInput, Store } from 'insights-store-timescale'
import type { Style } from '../output/style.ts'
import { accountText } from './account-name.ts'

/** An account after it was stored. */
export interface StoredAccount {
  readonly account: Account
  /** False where it was there before and got a new session. */
  readonly created: boolean
  /** Says in one line what happened. */
  message(style: Style): string
}

/** Stores an account whose credentials were checked. */
export async function storeAccount(store: Store, input: AccountInput): Promise<StoredAccount> {
  const { account, created } = await store.accounts.upsert(input)
  const what = created ? 'added' : 'was there already and got the new session'
  const kept =
    account.cookieKeyId === null ? 'its cookie is stored in plaintext' : 'its cookie is stored encrypted'
  return {
    account,
    created,
    message: (style) => `${style('good', '✓')} Account ${accountText(account)} ${what}; ${kept}.`,
  }
}
