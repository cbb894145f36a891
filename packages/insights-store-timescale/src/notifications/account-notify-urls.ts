import { sql } from 'kysely'
import { databaseErrorCode, FOREIGN_KEY_VIOLATION } from '../database-error-code.ts'
import { AccountNotFoundError } from '../errors.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

/** The targets of one account, decrypted: never log them. */
export interface AccountNotifyUrls {
  accountId: string
  /** The URLs as they were given, in one text. */
  urls: string
}

/** Whose targets to read. */
export interface NotifyUrlsQuery {
  /** Only those of this account. @defaultValue those of all */
  accountId?: string | undefined
}

/** Targets that could not be read, for want of their key or for damage. */
export interface UnreadableNotifyUrls {
  accountId: string
  error: unknown
}

/** Stores an account's own targets encrypted, or takes them away. */
export const setNotifyUrls = async (
  { db, schema, keyring }: StoreContext,
  accountId: string,
  urls: string | null,
): Promise<void> => {
  const table = tableIn(schema, 'account_notify_urls')
  if (urls === null) {
    await sql`DELETE FROM ${table} WHERE account_id = ${accountId}`.execute(db)
    return
  }
  try {
    await sql`
      INSERT INTO ${table} (account_id, notify_urls) VALUES (${accountId}, ${keyring.seal(accountId, urls, 'notify_urls')})
      ON CONFLICT (account_id) DO UPDATE SET notify_urls = excluded.notify_urls`.execute(db)
  } catch (error) {
    if (databaseErrorCode(error) === FOREIGN_KEY_VIOLATION) throw new AccountNotFoundError(accountId)
    throw error
  }
}

/** The targets of accounts that are not removed. One that does not open keeps none of the others from being read. */
export const readNotifyUrls = async (
  { db, schema, keyring }: StoreContext,
  { accountId }: NotifyUrlsQuery,
): Promise<{ readable: AccountNotifyUrls[]; unreadable: UnreadableNotifyUrls[] }> => {
  const { rows } = await sql<{ account_id: string; notify_urls: string }>`
    SELECT held.account_id, held.notify_urls FROM ${tableIn(schema, 'account_notify_urls')} AS held
    JOIN ${tableIn(schema, 'accounts')} AS account USING (account_id)
    WHERE account.deleted_at IS NULL AND (${accountId ?? null}::varchar IS NULL OR account_id = ${accountId ?? null}::varchar)
    ORDER BY account_id`.execute(db)
  const readable: AccountNotifyUrls[] = []
  const unreadable: UnreadableNotifyUrls[] = []
  for (const row of rows) {
    try {
      const urls = keyring.open(row.account_id, row.notify_urls, 'notify_urls')
      readable.push({ accountId: row.account_id, urls })
    } catch (error) {
      unreadable.push({ accountId: row.account_id, error })
    }
  }
  return { readable, unreadable }
}
