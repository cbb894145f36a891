import { type RawBuilder, sql } from 'kysely'
import { LeaseLostError } from '../errors.ts'
import type { Executor } from '../executor.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

/** What proves that a writer holds an account: any {@link Lease} is one. */
export interface LeaseToken {
  readonly accountId: string
  /** The fencing token: each acquisition of the account has a greater one. */
  readonly token: number
}

/**
 * The lease row of a writer that still holds it, locked until the transaction ends, so that nobody can take
 * the account over between this check and the commit. No row where the lease is lost, or the account was
 * removed: its row is locked, too, so that a removal and a commit wait for each other.
 */
export const heldLease = (schema: string, lease: LeaseToken): RawBuilder<{ account_id: string }> => sql`
  SELECT lease.account_id FROM ${tableIn(schema, 'account_leases')} AS lease
  JOIN ${tableIn(schema, 'accounts')} AS account ON account.account_id = lease.account_id
  WHERE lease.account_id = ${lease.accountId} AND lease.token = ${lease.token}
    AND lease.expires_at > clock_timestamp() AND account.deleted_at IS NULL
  FOR UPDATE OF lease FOR SHARE OF account`

/**
 * Locks the lease row for the rest of the transaction and checks that the lease still holds. A process that is stopped in
 * mid-transaction keeps the row locked and all others out, until the server ends it, as any that `transact` began.
 *
 * @returns the transaction's id, by which it can be asked later what became of it.
 * @throws {@link LeaseLostError} so that the transaction writes nothing.
 */
export const checkLease = async (tx: Executor, context: StoreContext, lease: LeaseToken): Promise<string> => {
  const { rows } = await sql<{ id: string }>`
    SELECT pg_current_xact_id()::text AS id FROM (${heldLease(context.schema, lease)}) AS held`.execute(tx)
  const [held] = rows
  if (held === undefined) throw await lossOf(tx, context, lease)
  return held.id
}

/** The error of a lease that was found not to count any more: the account may have been removed. */
export const lossOf = async (
  executor: Executor,
  { schema }: StoreContext,
  lease: LeaseToken,
): Promise<LeaseLostError> => {
  const { accountId, token } = lease
  const { rows } = await sql`
    SELECT 1 FROM ${tableIn(schema, 'accounts')}
    WHERE account_id = ${accountId} AND deleted_at IS NULL`.execute(executor)
  if (rows.length > 0) return leaseLost(lease)
  return new LeaseLostError(`The account ${accountId} was removed meanwhile.`, { accountId, token })
}

/** The error of a writer whose lease does not count any more. */
export const leaseLost = ({ accountId, token }: LeaseToken, cause?: unknown): LeaseLostError =>
  new LeaseLostError(
    `The lease on account ${accountId} is lost: somebody else took it, or it was not renewed in time.`,
    { accountId, token },
    cause === undefined ? undefined : { cause },
  )
