import type { LearnedRequests } from 'insights-transform'
import { sql } from 'kysely'
import { reencryptCookies } from '../credentials/reencrypt.ts'
import { heldLease, type LeaseToken } from '../leases/fence.ts'
import { returnedRow } from '../returned-row.ts'
import { readOutlooks } from '../sessions/read-outlooks.ts'
import { answerSession, expireSession, renewSession } from '../sessions/record-session.ts'
import type { SessionOutlook } from '../sessions/session-outlook.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import {
  type Account,
  type AccountColumns,
  accountColumns,
  accountFrom,
  type CredentialStatus,
} from './account.ts'
import { learnedFrom } from './learned.ts'
import { purgeAccount, removeAccount } from './remove-account.ts'
import { type AccountInput, type AccountPatch, updateAccount, upsertAccount } from './write-account.ts'

/** An account's credentials, decrypted: never log them. */
export interface StoredCredentials {
  cookie: string
  clientVersion: string
  userAgent: string
  clientTraceId: string | null
  /** The site to ask; null where none was named. */
  baseUrl: string | null
  /** How to ask there, as far as copied requests said; null where they said nothing. */
  learned: LearnedRequests | null
  /** What `ifVersion` is to be when something found out about these credentials is stored. */
  version: number
}

/** Which accounts to list. */
export interface AccountQuery {
  /**
   * Leave out the accounts that are disabled.
   *
   * @defaultValue false
   */
  activeOnly?: boolean
  /**
   * Show removed accounts, too.
   *
   * @defaultValue false
   */
  includeDeleted?: boolean
  /** At most so many. @defaultValue all of them */
  limit?: number
  /** Only those after this account id: the last one of the page before. @defaultValue from the first on */
  after?: string
}

/** How many accounts there are of each kind; one may be of several. */
export interface AccountCounts {
  active: number
  inactive: number
  /** Active ones whose session has expired. */
  expired: number
  /** Active ones with a session whose last complete sync, or if there is none their making, is 26 hours old or older. */
  overdue: number
}

/** The accounts and their credentials at rest. */
export interface Accounts {
  /**
   * Makes an account, or sets the credentials of the one there is: the version grows, what was known of the
   * old credentials is forgotten, and a removed account is restored.
   *
   * @throws {@link PlaintextCredentialsError} without a key; nothing is stored then.
   */
  upsert(input: AccountInput): Promise<{ account: Account; created: boolean }>
  /**
   * Changes what is given. Setting any of the credentials makes a new version of them.
   *
   * @throws {@link AccountNotFoundError}, {@link PlaintextCredentialsError}
   */
  update(accountId: string, patch: AccountPatch): Promise<Account>
  /** The account; undefined where there is none, or it was removed. */
  get(accountId: string): Promise<Account | undefined>
  /** Accounts by id. */
  list(query?: AccountQuery): Promise<Account[]>
  /** How many there are, without the removed ones. */
  counts(): Promise<AccountCounts>
  /**
   * The decrypted credentials; undefined where there is no such account, or it was removed.
   *
   * @throws {@link MissingCredentialKeyError} naming the key id that was not given.
   * @throws {@link CredentialDecryptionError} where the cookie does not open.
   */
  credentials(accountId: string): Promise<StoredCredentials | undefined>
  /**
   * What is known of the session in use, how long earlier ones of the account lived, and when it will probably end;
   * undefined where there is no such account, or it was removed.
   */
  sessionOutlook(accountId: string): Promise<SessionOutlook | undefined>
  /**
   * The same of several accounts, by account id.
   *
   * @param accountIds - those that are not there are left out. @defaultValue every active account
   */
  sessionOutlooks(accountIds?: readonly string[]): Promise<Map<string, SessionOutlook>>
  /**
   * Notes what was seen of the credentials of `ifVersion`; of newer ones that says nothing. `rotatedCookie` is the
   * cookie as Airbnb has rotated it since: the same credentials, so that their version stays. With a `lease`
   * on the account, only while that is held: a holder that was overtaken must not put an older cookie back.
   *
   * @returns whether it was noted.
   */
  markCredentials(
    accountId: string,
    status: CredentialStatus,
    options: { ifVersion: number; rotatedCookie?: string | undefined; lease?: LeaseToken | undefined },
  ): Promise<boolean>
  /**
   * Removes an account: it is not synced any more, a sync under way loses its lease, and `upsert` restores it
   * with all that it had. With `purge`, its rows, runs and listings are deleted with it for good.
   *
   * @throws {@link AccountNotFoundError}
   */
  remove(accountId: string, options?: { purge?: boolean }): Promise<void>
  /**
   * Encrypts every cookie that is not under the first key, plaintext included, under it. It can be stopped
   * at any point and called again.
   *
   * @returns how many cookies were encrypted.
   * @throws {@link PlaintextCredentialsError} without any key.
   * @throws {@link MissingCredentialKeyError} or {@link CredentialDecryptionError} for the first cookie that
   * does not open, after all that do were encrypted.
   */
  reencrypt(): Promise<number>
}

export const createAccounts = (context: StoreContext): Accounts => {
  const { db, schema, keyring } = context
  const table = tableIn(schema, 'accounts')

  // Put together once: the API reads one account after another.
  const selectOne = sql<AccountColumns>`
    SELECT ${accountColumns} FROM ${table} WHERE account_id = ${''} AND deleted_at IS NULL`.compile(db)

  const get = async (accountId: string): Promise<Account | undefined> => {
    const { rows } = await db.executeQuery<AccountColumns>({ ...selectOne, parameters: [accountId] })
    return rows[0] && accountFrom(rows[0])
  }

  const list = async (query: AccountQuery = {}): Promise<Account[]> => {
    const { activeOnly = false, includeDeleted = false, limit = null, after = null } = query
    const { rows } = await sql<AccountColumns>`
      SELECT ${accountColumns} FROM ${table}
      WHERE (${includeDeleted}::boolean OR deleted_at IS NULL) AND (NOT ${activeOnly}::boolean OR is_active)
        AND (${after}::varchar IS NULL OR account_id > ${after}::varchar)
      ORDER BY account_id LIMIT ${limit}::bigint`.execute(db)
    return rows.map(accountFrom)
  }

  const counts = async (): Promise<AccountCounts> => {
    const { rows } = await sql<AccountCounts>`
      SELECT count(*) FILTER (WHERE is_active)::int AS active,
        count(*) FILTER (WHERE NOT is_active)::int AS inactive,
        count(*) FILTER (WHERE is_active AND credential_status = 'expired')::int AS expired,
        count(*) FILTER (WHERE is_active AND credential_status <> 'expired'
          AND coalesce(last_sync_at, created_at) <= now() - interval '26 hours')::int AS overdue
      FROM ${table} WHERE deleted_at IS NULL`.execute(db)
    return returnedRow(rows)
  }

  const credentials = async (accountId: string): Promise<StoredCredentials | undefined> => {
    const row = await db
      .selectFrom('accounts')
      .select([
        'airbnb_cookie',
        'x_client_version',
        'user_agent',
        'x_airbnb_client_trace_id',
        'base_url',
        'learned',
        'credential_version',
      ])
      .where('account_id', '=', accountId)
      .where('deleted_at', 'is', null)
      .executeTakeFirst()
    return (
      row && {
        cookie: keyring.open(accountId, row.airbnb_cookie),
        clientVersion: row.x_client_version,
        userAgent: row.user_agent,
        clientTraceId: row.x_airbnb_client_trace_id,
        baseUrl: row.base_url,
        learned: learnedFrom(row.learned),
        version: Number(row.credential_version),
      }
    )
  }

  const markCredentials: Accounts['markCredentials'] = async (accountId, status, options) => {
    const { ifVersion, rotatedCookie, lease } = options
    const held = lease ? heldLease(schema, lease) : sql`SELECT ${accountId}::varchar AS account_id`
    const cookie = rotatedCookie === undefined ? null : keyring.seal(accountId, rotatedCookie)
    const noted = {
      ok: answerSession(schema, 'marked', { renewed: cookie !== null }),
      expired: expireSession(schema, 'marked'),
      unknown: cookie === null ? sql`SELECT 1` : renewSession(schema, 'marked'),
    }
    const { rows } = await sql`
      WITH held AS (${held}),
      marked AS (
        UPDATE ${table} AS account SET credential_status = ${status}, credential_checked_at = now(),
          airbnb_cookie = coalesce(${cookie}::text, airbnb_cookie)
        FROM held
        WHERE account.account_id = held.account_id AND account.account_id = ${accountId}
          AND credential_version = ${ifVersion}
        RETURNING account.account_id),
      noted AS (${noted[status]})
      SELECT 1 FROM marked`.execute(db)
    return rows.length > 0
  }

  return {
    upsert: (input) => upsertAccount(context, input),
    update: (accountId, patch) => updateAccount(context, accountId, patch),
    get,
    list,
    counts,
    credentials,
    sessionOutlook: async (accountId) => (await readOutlooks(context, [accountId])).get(accountId),
    sessionOutlooks: (accountIds) => readOutlooks(context, accountIds ?? null),
    markCredentials,
    remove: (accountId, { purge = false } = {}) =>
      purge ? purgeAccount(context, accountId) : removeAccount(context, accountId),
    reencrypt: () => reencryptCookies(context),
  }
}
