import type { LearnedRequests } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { learnedFrom, type StoredLearned } from './learned.ts'

/** What was last seen of an account's session. */
export type CredentialStatus = 'ok' | 'expired' | 'unknown'

/** An account as the store knows it. The cookie is not in it: see `accounts.credentials`. */
export interface Account {
  accountId: string
  /** As its owner calls it; null for one without a name. */
  name: string | null
  /** A UUID of the caller's own. */
  customerId: string | null
  /** The site that its session is of, such as `https://www.airbnb.de`; null where none was named. */
  baseUrl: string | null
  /** What its copied requests said of the API beside the session; null where they said nothing. */
  learned: LearnedRequests | null
  /** When somebody last gave a request that said anything; null where none did. */
  learnedAt: Date | null
  clientVersion: string
  userAgent: string
  isActive: boolean
  /** When a run last succeeded for every listing; null where none ever has. */
  lastSyncAt: Date | null
  createdAt: Date
  updatedAt: Date
  /** When it was removed; null for one that is there. */
  deletedAt: Date | null
  credentialStatus: CredentialStatus
  /** When `credentialStatus` was found out; null since the credentials were set. */
  credentialCheckedAt: Date | null
  /** Grows whenever somebody sets the credentials; cookies that Airbnb rotates do not count. */
  credentialVersion: number
  /** When somebody last set the credentials; null for one of an adopted database. */
  cookieSetAt: Date | null
  /** The key that the cookie is encrypted under; null where it is stored in plaintext. */
  cookieKeyId: string | null
}

/** The columns of an {@link Account}. The cookie itself stays in the database. */
export interface AccountColumns {
  account_id: string
  name: string | null
  customer_id: string | null
  base_url: string | null
  learned: StoredLearned | null
  learned_at: Date | null
  x_client_version: string
  user_agent: string
  is_active: boolean
  last_sync_at: Date | null
  created_at: Date
  updated_at: Date
  deleted_at: Date | null
  credential_status: CredentialStatus
  credential_checked_at: Date | null
  credential_version: string
  cookie_set_at: Date | null
  cookie_key_id: string | null
}

/** What to select for {@link accountFrom}. */
export const accountColumns: RawBuilder<AccountColumns> = sql`
  account_id, name, customer_id, base_url, learned, learned_at, x_client_version, user_agent, is_active, last_sync_at, created_at,
  updated_at, deleted_at, credential_status, credential_checked_at, credential_version, cookie_set_at,
  CASE WHEN starts_with(airbnb_cookie, 'enc:') THEN split_part(airbnb_cookie, ':', 3) END AS cookie_key_id`

export const accountFrom = (row: AccountColumns): Account => ({
  accountId: row.account_id,
  name: row.name,
  customerId: row.customer_id,
  baseUrl: row.base_url,
  learned: learnedFrom(row.learned),
  learnedAt: row.learned_at,
  clientVersion: row.x_client_version,
  userAgent: row.user_agent,
  isActive: row.is_active,
  lastSyncAt: row.last_sync_at,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  deletedAt: row.deleted_at,
  credentialStatus: row.credential_status,
  credentialCheckedAt: row.credential_checked_at,
  credentialVersion: Number(row.credential_version),
  cookieSetAt: row.cookie_set_at,
  cookieKeyId: row.cookie_key_id,
})
