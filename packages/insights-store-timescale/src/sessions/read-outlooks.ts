import { sql } from 'kysely'
import { type StoreContext, tableIn } from '../store-context.ts'
import { type KeptSession, type SessionOutlook, sessionOutlook } from './session-outlook.ts'

/** So many sessions of an account are looked at: what its sessions did a year ago says little of the next one. */
const LOOKED_AT = 12

interface SessionRow {
  account_id: string
  set_at: Date | null
  last_answered_at: Date | null
  last_renewed_at: Date | null
  renewals: number | null
  ended_at: Date | null
  ended_how: 'expired' | 'replaced' | null
  now: Date
}

/** The outlooks of the sessions of `accountIds`, or of every account's that is there and active, by account id. */
export async function readOutlooks(
  { db, schema }: StoreContext,
  accountIds: readonly string[] | null,
): Promise<Map<string, SessionOutlook>> {
  const wanted =
    accountIds === null ? sql`account.is_active` : sql`account.account_id = ANY (${accountIds}::text[])`
  const { rows } = await sql<SessionRow>`
    SELECT account.account_id, set_at, last_answered_at, last_renewed_at, renewals, ended_at, ended_how,
      clock_timestamp() AS now
    FROM ${tableIn(schema, 'accounts')} AS account
    LEFT JOIN LATERAL (
      SELECT * FROM ${tableIn(schema, 'account_sessions')} AS session
      WHERE session.account_id = account.account_id
      ORDER BY session.credential_version DESC LIMIT ${LOOKED_AT}) AS session ON TRUE
    WHERE account.deleted_at IS NULL AND ${wanted}
    ORDER BY account.account_id, session.credential_version DESC`.execute(db)
  const sessions = Map.groupBy(rows, ({ account_id }) => account_id)
  return new Map(
    Array.from(sessions, ([accountId, kept]) => [
      accountId,
      // An account without any has one row all the same: of nothing.
      sessionOutlook(kept.map(keptSession), kept[0]?.now ?? new Date()),
    ]),
  )
}

const keptSession = (row: SessionRow): KeptSession => ({
  setAt: row.set_at,
  lastAnsweredAt: row.last_answered_at,
  lastRenewedAt: row.last_renewed_at,
  renewals: row.renewals ?? 0,
  endedAt: row.ended_at,
  endedHow: row.ended_how,
})
