import { type RawBuilder, sql } from 'kysely'
import { RunNotRunningError } from '../errors.ts'
import type { Executor } from '../executor.ts'
import type { LeaseToken } from '../leases/fence.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { statusDecides } from './status-condition.ts'

/** A run that a lease holder writes to. */
export interface HeldRun {
  /** What the account is held by. */
  lease: LeaseToken
  /** Which of the account's runs: the one that is running. */
  runId: string
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** Whether a text can be a run's id at all: PostgreSQL fails on a comparison with anything else. */
export const isRunId = (text: string): boolean => UUID.test(text)

/** The condition on `run` under which the holder may write to it: its account's, and not ended. */
export const isRunningRun = ({ lease, runId }: HeldRun): RawBuilder<boolean> => {
  if (!isRunId(runId)) throw new RunNotRunningError(runId, lease.accountId)
  return sql<boolean>`
    run.run_id = ${runId}::uuid AND run.account_id = ${lease.accountId}
      AND ${statusDecides(sql.ref('run.status'), 'finish', 'end')}`
}

/** @throws {@link RunNotRunningError} so that the transaction writes nothing. */
export const checkRunning = async (tx: Executor, { schema }: StoreContext, held: HeldRun): Promise<void> => {
  const { rows } = await sql`
    SELECT 1 FROM ${tableIn(schema, 'sync_runs')} AS run WHERE ${isRunningRun(held)} FOR UPDATE`.execute(tx)
  if (rows.length === 0) throw new RunNotRunningError(held.runId, held.lease.accountId)
}
