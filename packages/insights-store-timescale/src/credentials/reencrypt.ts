import { sql } from 'kysely'
import type { TableName } from '../database.ts'
import { PlaintextCredentialsError } from '../errors.ts'
import type { Executor } from '../executor.ts'
import { returnedRow } from '../returned-row.ts'
import type { StoreContext } from '../store-context.ts'
import { regclassText, tableIn } from '../store-context.ts'
import type { SealedKind } from './keyring.ts'
import { sealedPrefix } from './sealed-cookie.ts'

/** Where accounts' secrets are, and of what kind. */
const SEALED: readonly { table: TableName; column: string; kind: SealedKind }[] = [
  { table: 'accounts', column: 'airbnb_cookie', kind: 'cookie' },
  { table: 'account_notify_urls', column: 'notify_urls', kind: 'notify_urls' },
]

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
 * Brings every cookie, and every other secret of an account's, that is not encrypted under the first key under it,
 * plaintext included, batch by batch: after a crash each is whole, old or new, and another call does the rest. Versions do not
 * change, since the cookies do not; one that changes meanwhile keeps its newer text.
 *
 * @returns how many were encrypted.
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
  let encrypted = 0
  let firstFailure: unknown
  for (const { table, column, kind } of SEALED) {
    // A migration that stops half-way leaves a schema without the newer ones.
    if (!(await isThere(db, schema, table))) continue
    const place = tableIn(schema, table)
    const secret = sql.ref(column)
    let after = ''
    while (true) {
      const { rows: batch } = await sql<{ account_id: string; stored: string }>`
        SELECT account_id, ${secret} AS stored FROM ${place}
        WHERE account_id > ${after} AND NOT starts_with(${secret}, ${done})
        ORDER BY account_id LIMIT ${BATCH}::bigint`.execute(db)
      const last = batch.at(-1)
      if (!last) break
      after = last.account_id
      const ids: string[] = []
      const before: string[] = []
      const sealed: string[] = []
      for (const { account_id, stored } of batch) {
        try {
          sealed.push(keyring.seal(account_id, keyring.open(account_id, stored, kind), kind))
          ids.push(account_id)
          before.push(stored)
        } catch (error) {
          firstFailure ??= error
        }
      }
      const { numAffectedRows = 0n } = await sql`
        UPDATE ${place} AS held SET ${secret} = change.after
        FROM unnest(${ids}::text[], ${before}::text[], ${sealed}::text[]) AS change (account_id, before, after)
        WHERE held.account_id = change.account_id AND held.${secret} = change.before`.execute(db)
      encrypted += Number(numAffectedRows)
    }
  }
  if (firstFailure !== undefined) throw firstFailure
  return encrypted
}

const isThere = async (db: Executor, schema: string, table: TableName): Promise<boolean> => {
  const { rows } = await sql<{ there: boolean }>`
    SELECT to_regclass(${regclassText(schema, table)}) IS NOT NULL AS there`.execute(db)
  return returnedRow(rows).there
}
