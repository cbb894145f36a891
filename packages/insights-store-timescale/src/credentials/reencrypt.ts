import { sql } from 'kysely'
import { PlaintextCredentialsError } from '../errors.ts'
import type { StoreContext } from '../store-context.ts'
import { tableIn } from '../store-context.ts'
import { sealedPrefix } from './sealed-cookie.ts'

/** Accounts per statement. */
const BATCH = 500

interface ReencryptOptions {
  /**
   * Encrypt what is still plaintext and leave cookies under older keys as they are.
   *
   * @defaultValue false
   */
  plaintextOnly?: boolean
}

/**
 * Brings every cookie that is not encrypted under the first key under it, plaintext included, batch by
 * batch: after a crash each cookie is whole, old or new, and another call does the rest. Versions do not
 * change, since the cookies do not; one that changes meanwhile keeps its newer text.
 *
 * @returns how many cookies were encrypted.
 * @throws {@link PlaintextCredentialsError} without any key.
 * @throws {@link MissingCredentialKeyError} or {@link CredentialDecryptionError} for the first cookie that does
 * not open, after all that do were encrypted.
 */
export const reencryptCookies = async (
  { db, schema, keyring }: Pick<StoreContext, 'db' | 'schema' | 'keyring'>,
  { plaintextOnly = false }: ReencryptOptions = {},
): Promise<number> => {
  if (keyring.currentKeyId === null) {
    throw new PlaintextCredentialsError('There is no credential key to encrypt cookies under.')
  }
  const done = plaintextOnly ? 'enc:' : sealedPrefix(keyring.currentKeyId)
  let after = ''
  let encrypted = 0
  let firstFailure: unknown
  while (true) {
    const batch = await db
      .selectFrom('accounts')
      .select(['account_id', 'airbnb_cookie'])
      .where('account_id', '>', after)
      .where(sql<boolean>`NOT starts_with(airbnb_cookie, ${done})`)
      .orderBy('account_id')
      .limit(BATCH)
      .execute()
    const last = batch.at(-1)
    if (!last) break
    after = last.account_id
    const ids: string[] = []
    const before: string[] = []
    const sealed: string[] = []
    for (const { account_id, airbnb_cookie } of batch) {
      try {
        sealed.push(keyring.seal(account_id, keyring.open(account_id, airbnb_cookie)))
        ids.push(account_id)
        before.push(airbnb_cookie)
      } catch (error) {
        firstFailure ??= error
      }
    }
    const { numAffectedRows = 0n } = await sql`
      UPDATE ${tableIn(schema, 'accounts')} AS account SET airbnb_cookie = change.after
      FROM unnest(${ids}::text[], ${before}::text[], ${sealed}::text[]) AS change (account_id, before, after)
      WHERE account.account_id = change.account_id AND account.airbnb_cookie = change.before`.execute(db)
    encrypted += Number(numAffectedRows)
  }
  if (firstFailure !== undefined) throw firstFailure
  return encrypted
}
