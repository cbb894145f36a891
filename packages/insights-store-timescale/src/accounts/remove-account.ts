import { METRIC_TABLE_NAMES } from 'insights-transform'
import { sql } from 'kysely'
import { transact } from '../connection/transact.ts'
import type { TableName } from '../database.ts'
import { AccountNotFoundError } from '../errors.ts'
import { asCancelled } from '../runs/cancel-run.ts'
import { ACCOUNT_REMOVED } from '../runs/revive-runs.ts'
import { statusDecides } from '../runs/status-condition.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

const STATUS = sql.ref('status')

/**
 * What an account's row is the parent of, the lease first: a commit locks it before it writes any row, so
 * that a purge and a commit wait for each other in the same order. What a run holds goes with the run, and what is
 * known of a listing's weeks with the listing.
 */
const CHILDREN: readonly TableName[] = [
  'account_leases',
  'pauses',
  'sync_runs',
  'listings',
  'account_notify_urls',
  'notification_states',
  'notification_messages',
  ...METRIC_TABLE_NAMES,
  ...METRIC_TABLE_NAMES.map((table) => `${table}_current` as const),
  'confirmations',
  'account_metrics',
  'operator_events',
]

/** Marks an account as removed and cancels its runs; all that it has stays. */
export const removeAccount = async ({ db, schema }: StoreContext, accountId: string): Promise<void> => {
  const runs = tableIn(schema, 'sync_runs')
  await transact(db, async (tx) => {
    const { rows } = await sql`
      UPDATE ${tableIn(schema, 'accounts')} SET deleted_at = now(), updated_at = now()
      WHERE account_id = ${accountId} AND deleted_at IS NULL RETURNING 1`.execute(tx)
    if (rows.length === 0) throw new AccountNotFoundError(accountId)
    await sql`
      UPDATE ${runs} SET ${asCancelled(ACCOUNT_REMOVED, 'The account was removed.')}, sequence = sequence + 1
      WHERE account_id = ${accountId} AND ${statusDecides(STATUS, 'remove_account', 'cancel')}`.execute(tx)
    await sql`
      UPDATE ${runs} SET next_attempt_at = NULL, sequence = sequence + 1
      WHERE account_id = ${accountId} AND next_attempt_at IS NOT NULL`.execute(tx)
    await sql`
      UPDATE ${tableIn(schema, 'pauses')} SET ended_at = clock_timestamp()
      WHERE account_id = ${accountId} AND ended_at IS NULL`.execute(tx)
  })
}

/** Deletes an account, removed or not, with all that it has. */
export const purgeAccount = async (
  { unhurried: db, schema }: StoreContext,
  accountId: string,
): Promise<void> => {
  await transact(db, async (tx) => {
    for (const table of [...CHILDREN, 'accounts'] as const) {
      // Without RETURNING, TimescaleDB removes compressed rows unopened.
      const { numAffectedRows = 0n } = await sql`
        DELETE FROM ${tableIn(schema, table)} WHERE account_id = ${accountId}`.execute(tx)
      if (table === 'accounts' && numAffectedRows === 0n) throw new AccountNotFoundError(accountId)
    }
  })
}
