import type { Store } from '../../src/open-store.ts'

export const ACCOUNT = '120000042'
export const OTHER_ACCOUNT = '411427786'

/** A cookie whose marker must turn up nowhere in plaintext. */
export const cookieOf = (accountId: string, version = 1): string =>
  `_airbed_session_id=simsecret-${accountId}-${version}; _aat=simsecret-aat-${accountId}`

export const accountInput = (accountId = ACCOUNT) => ({
  accountId,
  cookie: cookieOf(accountId),
  clientVersion: '5f2e1c0',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64)',
  clientTraceId: 'trace-1',
})

/** Adds an account with the sample credentials. */
export const addAccount = async (store: Store, accountId = ACCOUNT) =>
  (await store.accounts.upsert(accountInput(accountId))).account

/** Stores the row of an account in tables that later migrations have yet to change. */
export const addAccountRow = async ({ db }: Store, accountId = ACCOUNT) =>
  await db
    .insertInto('accounts')
    .values({
      account_id: accountId,
      airbnb_cookie: 'x',
      x_client_version: 'x',
      user_agent: 'x',
      is_active: true,
    })
    .execute()
