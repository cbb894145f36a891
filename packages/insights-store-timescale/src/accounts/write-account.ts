import type { LearnedRequests } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import { AccountNotFoundError } from '../errors.ts'
import { returnedRow } from '../returned-row.ts'
import { reviveRuns } from '../runs/revive-runs.ts'
import { recordSession } from '../sessions/record-session.ts'
import { storableText, storableTextOrNull } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { type Account, type AccountColumns, accountColumns, accountFrom } from './account.ts'
import { overKnown, saysAnything, storedLearned } from './learned.ts'

/** An account with its credentials, as somebody sets them. */
export interface AccountInput {
  accountId: string
  /** The whole Cookie header of a signed-in browser. It is encrypted before it is stored. */
  cookie: string
  /** What the browser sends as `x-client-version`. */
  clientVersion: string
  /** What the browser sends as `user-agent`. */
  userAgent: string
  /** What the browser sends as `x-airbnb-client-trace-id`. @defaultValue what is stored, null at first */
  clientTraceId?: string | null
  /**
   * Whether the account is synced.
   *
   * @defaultValue true for a new account, else what is stored
   */
  isActive?: boolean
  /** A UUID of the caller's own. @defaultValue what is stored, null at first */
  customerId?: string | null
  /** As its owner calls it; null takes the name away. @defaultValue what is stored, null at first */
  name?: string | null
  /** The site that the session is of, such as `https://www.airbnb.de`. @defaultValue what is stored, null at first */
  baseUrl?: string | null
  /**
   * What the copied request said of the API beside the session. It is laid over what is stored, hash by hash; null
   * forgets all of it.
   *
   * @defaultValue what is stored, null at first
   */
  learned?: LearnedRequests | null
}

/** What to change of an account; anything left out stays as it is. */
export type AccountPatch = Partial<Omit<AccountInput, 'accountId'>>

/** Credentials that somebody has just set: nothing is known of them, and what was known of the old is void. */
const freshCredentials = sql`
  credential_version = account.credential_version + 1, credential_status = 'unknown',
  credential_checked_at = NULL, cookie_set_at = now()`

/** In an update after a conflict: the new value, or what is stored where none was given. */
const keptIfAbsent = (column: string, given: unknown): RawBuilder<unknown> =>
  sql.ref(given === undefined ? `account.${column}` : `excluded.${column}`)

/** What to make of what was learned: in a new row, and in one that is there. Null where there is nothing to change. */
const learnedChanges = (
  learned: LearnedRequests | null | undefined,
): { first: RawBuilder<unknown>; next: RawBuilder<unknown>; at: RawBuilder<unknown> } | null => {
  if (learned === null) return { first: sql`NULL::jsonb`, next: sql`NULL`, at: sql`NULL::timestamptz` }
  if (learned === undefined || !saysAnything(learned)) return null
  return { first: storedLearned(learned), next: overKnown(learned), at: sql`now()` }
}

/** A broken constraint is told with the whole row, cookie included: that part goes no further. */
const withoutRow = (error: unknown): never => {
  if (error instanceof Error && 'detail' in error) error.detail = undefined
  throw error
}

/** Makes an account or sets its credentials anew; a removed one is restored. */
export const upsertAccount = async (
  { db, schema, keyring }: StoreContext,
  input: AccountInput,
): Promise<{ account: Account; created: boolean }> => {
  const { accountId, clientTraceId, isActive, customerId, name, baseUrl } = input
  const learned = learnedChanges(input.learned)
  const statement = sql<AccountColumns & { created: boolean }>`
    INSERT INTO ${tableIn(schema, 'accounts')} AS account (
      account_id, customer_id, airbnb_cookie, x_airbnb_client_trace_id, x_client_version, user_agent,
      is_active, name, base_url, cookie_set_at, learned, learned_at)
    VALUES (
      ${accountId}, ${customerId ?? null}, ${keyring.seal(accountId, input.cookie)},
      ${storableTextOrNull(clientTraceId)}, ${storableText(input.clientVersion)},
      ${storableText(input.userAgent)}, ${isActive ?? true}, ${storableTextOrNull(name)},
      ${storableTextOrNull(baseUrl)}, now(), ${learned?.first ?? null}, ${learned?.at ?? null})
    ON CONFLICT (account_id) DO UPDATE SET
      airbnb_cookie = excluded.airbnb_cookie,
      x_client_version = excluded.x_client_version, user_agent = excluded.user_agent,
      x_airbnb_client_trace_id = ${keptIfAbsent('x_airbnb_client_trace_id', clientTraceId)},
      customer_id = ${keptIfAbsent('customer_id', customerId)},
      is_active = ${keptIfAbsent('is_active', isActive)},
      name = ${keptIfAbsent('name', name)},
      base_url = ${keptIfAbsent('base_url', baseUrl)},
      ${learned === null ? sql`` : sql`learned = ${learned.next}, learned_at = excluded.learned_at,`}
      ${freshCredentials}, deleted_at = NULL, updated_at = now()
    RETURNING ${accountColumns}, xmax = 0 AS created`
  return transact(db, async (tx) => {
    const { rows } = await statement.execute(tx).catch(withoutRow)
    const row = returnedRow(rows)
    const version = Number(row.credential_version)
    await recordSession(tx, schema, { accountId, version, cookie: input.cookie })
    if (!row.created) await reviveRuns(schema, accountId).execute(tx)
    return { account: accountFrom(row), created: row.created }
  })
}

/** @throws {@link AccountNotFoundError} for an account that is not there, or was removed. */
export const updateAccount = async (
  { db, schema, keyring }: StoreContext,
  accountId: string,
  patch: AccountPatch,
): Promise<Account> => {
  const { cookie, clientVersion, userAgent, clientTraceId, isActive, customerId, name, baseUrl } = patch
  const changes = [sql`updated_at = now()`]
  if (customerId !== undefined) changes.push(sql`customer_id = ${customerId}`)
  if (name !== undefined) changes.push(sql`name = ${storableTextOrNull(name)}`)
  if (baseUrl !== undefined) changes.push(sql`base_url = ${storableTextOrNull(baseUrl)}`)
  const learned = learnedChanges(patch.learned)
  if (learned !== null) changes.push(sql`learned = ${learned.next}, learned_at = ${learned.at}`)
  if (isActive !== undefined) changes.push(sql`is_active = ${isActive}`)
  if (cookie !== undefined) changes.push(sql`airbnb_cookie = ${keyring.seal(accountId, cookie)}`)
  if (clientVersion !== undefined) changes.push(sql`x_client_version = ${storableText(clientVersion)}`)
  if (userAgent !== undefined) changes.push(sql`user_agent = ${storableText(userAgent)}`)
  if (clientTraceId !== undefined) {
    changes.push(sql`x_airbnb_client_trace_id = ${storableTextOrNull(clientTraceId)}`)
  }
  const credentials = [cookie, clientVersion, userAgent, clientTraceId]
  const renewed = credentials.some((value) => value !== undefined)
  if (renewed) changes.push(freshCredentials)
  const statement = sql<AccountColumns>`
    UPDATE ${tableIn(schema, 'accounts')} AS account SET ${sql.join(changes)}
    WHERE account_id = ${accountId} AND deleted_at IS NULL RETURNING ${accountColumns}`
  return transact(db, async (tx) => {
    const { rows } = await statement.execute(tx).catch(withoutRow)
    const [row] = rows
    if (!row) throw new AccountNotFoundError(accountId)
    const version = Number(row.credential_version)
    if (cookie !== undefined) await recordSession(tx, schema, { accountId, version, cookie })
    if (renewed) await reviveRuns(schema, accountId).execute(tx)
    return accountFrom(row)
  })
}
