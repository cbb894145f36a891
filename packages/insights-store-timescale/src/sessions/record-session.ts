import { createHash } from 'node:crypto'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { InsightsDatabase } from '../database.ts'
import { tableIn } from '../store-context.ts'

/** A session that somebody has just set. */
interface SetSession {
  readonly accountId: string
  /** The account's version of credentials since. */
  readonly version: number
  /** The cookie as it was given. */
  readonly cookie: string
}

/** The session in use: the newest of an account that a statement's part names. */
const newestOf = (schema: string, account: string): RawBuilder<unknown> => sql`
  session.credential_version = (SELECT max(credential_version) FROM ${tableIn(schema, 'account_sessions')} AS newest
    WHERE newest.account_id = ${sql.ref(`${account}.account_id`)})`

/**
 * Notes a new session and ends the one before it. The same cookie given again, as a service does at each of its starts,
 * is the same session.
 */
export const recordSession = async (
  tx: Transaction<InsightsDatabase>,
  schema: string,
  { accountId, version, cookie }: SetSession,
): Promise<void> => {
  const sessions = tableIn(schema, 'account_sessions')
  // A cookie's hundreds of random bits cannot be guessed from its digest.
  const digest = createHash('sha256').update(`${accountId}:${cookie}`).digest('base64url')
  await sql`
    WITH newest AS (
      SELECT cookie_digest FROM ${sessions} WHERE account_id = ${accountId} ORDER BY credential_version DESC LIMIT 1),
    same AS (SELECT 1 FROM newest WHERE cookie_digest = ${digest}),
    replaced AS (
      UPDATE ${sessions} SET ended_at = now(), ended_how = 'replaced'
      WHERE account_id = ${accountId} AND ended_at IS NULL AND NOT EXISTS (SELECT FROM same))
    INSERT INTO ${sessions} (account_id, credential_version, cookie_digest, set_at)
    SELECT ${accountId}, ${version}::bigint, ${digest}, now() WHERE NOT EXISTS (SELECT FROM same)`.execute(tx)
}

/**
 * The part of a statement that notes that a rotated cookie of the accounts was stored which its part `account` returns:
 * Airbnb has renewed their sessions.
 */
export const renewSession = (schema: string, account: string): RawBuilder<unknown> => sql`
  UPDATE ${tableIn(schema, 'account_sessions')} AS session
  SET last_renewed_at = now(), renewals = session.renewals + 1
  FROM ${sql.ref(account)} WHERE session.account_id = ${sql.ref(`${account}.account_id`)} AND ${newestOf(schema, account)}`

/**
 * The part of a statement that notes that a request was answered for the accounts which its part `account` returns.
 * One that had ended, so one that was refused by mistake, goes on.
 */
export const answerSession = (
  schema: string,
  account: string,
  { renewed }: { renewed: boolean },
): RawBuilder<unknown> => sql`
  UPDATE ${tableIn(schema, 'account_sessions')} AS session
  SET last_answered_at = now(), ended_at = NULL, ended_how = NULL,
    last_renewed_at = CASE WHEN ${renewed}::boolean THEN now() ELSE session.last_renewed_at END,
    renewals = session.renewals + ${renewed}::boolean::int
  FROM ${sql.ref(account)} WHERE session.account_id = ${sql.ref(`${account}.account_id`)} AND ${newestOf(schema, account)}`

/**
 * The part of a statement that ends the sessions in use of the accounts which its part `account` returns: Airbnb has
 * refused them. What has ended already keeps its end.
 */
export const expireSession = (schema: string, account: string): RawBuilder<unknown> => sql`
  UPDATE ${tableIn(schema, 'account_sessions')} AS session SET ended_at = now(), ended_how = 'expired'
  FROM ${sql.ref(account)} WHERE session.account_id = ${sql.ref(`${account}.account_id`)} AND session.ended_at IS NULL
    AND ${newestOf(schema, account)}`
