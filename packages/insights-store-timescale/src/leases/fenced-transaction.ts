import { setTimeout as delay } from 'node:timers/promises'
import type { Span } from '@opentelemetry/api'
import { sql, type Transaction } from 'kysely'
import { isDatabaseAway } from '../connection/database-away.ts'
import { transact } from '../connection/transact.ts'
import type { InsightsDatabase } from '../database.ts'
import type { Executor } from '../executor.ts'
import type { StoreContext } from '../store-context.ts'
import { inTransactionSpan, type TracedTransaction } from '../traces/transaction-span.ts'
import { checkLease, type LeaseToken } from './fence.ts'

/** For so long a transaction is tried again whose connection broke: a lease outlives no more than that by much. */
const OUTAGE_MS = 12_000
const PAUSE_MS = 300

/**
 * A transaction of a lease's holder: nothing is written without the lease. Where its connection breaks it is tried again
 * on another one for some seconds, so that a server may restart meanwhile: the lease is checked anew, and the server is
 * asked first whether what was sent before has taken effect.
 *
 * @param traced how a trace tells it.
 * @param work may be called several times, and must do nothing but ask the database.
 * @param before the same of what goes before the transaction, while nothing is locked.
 * @throws {@link LeaseLostError}
 */
export const fencedTransaction = <Result>(
  context: StoreContext,
  lease: LeaseToken,
  { name, attributes }: TracedTransaction,
  work: (tx: Transaction<InsightsDatabase>, span: Span) => Promise<Result>,
  before: () => Promise<void> = async () => {},
): Promise<Result> => {
  const traced = { name, attributes: { 'airbnb_insights.account.id': lease.accountId, ...attributes } }
  return inTransactionSpan(context, traced, (span) =>
    despiteOutages(context, lease, (tx) => work(tx, span), before),
  )
}

const despiteOutages = async <Result>(
  context: StoreContext,
  lease: LeaseToken,
  work: (tx: Transaction<InsightsDatabase>) => Promise<Result>,
  before: () => Promise<void>,
): Promise<Result> => {
  /** What was to be committed when the connection broke. */
  let unsure: { id: string; result: Result } | undefined
  const attempt = async (): Promise<Result> => {
    if (unsure !== undefined) {
      const fate = await fateOf(context.db, unsure.id)
      if (fate === 'committed') return unsure.result
      if (fate === 'in progress') throw new StillUnsure()
      unsure = undefined
    }
    await before()
    return await transact(context.db, async (tx) => {
      unsure = undefined
      const id = await checkLease(tx, context, lease)
      const result = await work(tx)
      unsure = { id, result }
      return result
    })
  }

  let failure: unknown
  let until = Infinity
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (!(error instanceof StillUnsure)) {
        if (!isDatabaseAway(error)) throw error
        failure = error
      }
      until = Math.min(until, performance.now() + OUTAGE_MS)
      if (performance.now() >= until) throw failure
      await delay(PAUSE_MS)
    }
  }
}

/** The server has not yet noticed that the connection of the transaction is gone. */
class StillUnsure extends Error {}

/** What became of a transaction; null where the server does not know it any more, or, after a failover, not yet. */
const fateOf = async (
  db: Executor,
  transactionId: string,
): Promise<'committed' | 'aborted' | 'in progress' | null> => {
  const { rows } = await sql<{ fate: 'committed' | 'aborted' | 'in progress' | null }>`
    SELECT CASE WHEN ${transactionId}::xid8 < pg_snapshot_xmax(pg_current_snapshot())
      THEN pg_xact_status(${transactionId}::xid8) END AS fate`.execute(db)
  return rows[0]?.fate ?? null
}
