import type { Store } from 'insights-store-timescale'

/** What a cookie alone does not say of the browser that it is of. */
export interface KnownBrowser {
  readonly clientVersion: string
  readonly userAgent: string
  /** The account that it is known from. */
  readonly accountId: string
}

/**
 * The browser to send an account's cookie as where the cookie is all that was given: the account's own as stored, or else
 * that of the account whose session was set last, likely of the same browser. Undefined where there is no account.
 */
export async function browserOfAccount(store: Store, accountId: string): Promise<KnownBrowser | undefined> {
  const own = await store.accounts.get(accountId)
  if (own !== undefined) return own
  const accounts = await store.accounts.list()
  const setAt = ({ cookieSetAt, createdAt }: (typeof accounts)[number]): number =>
    (cookieSetAt ?? createdAt).getTime()
  return accounts.toSorted((left, right) => setAt(right) - setAt(left))[0]
}
