import type { Kysely, Transaction } from 'kysely'
import type { InsightsDatabase } from '../database.ts'
import { pastConflicts } from './transient-conflict.ts'

/**
 * A transaction at the one isolation level that all of them are written for, whatever the role's own is; by that a session
 * knows it as the store's own, and lets it idle for seconds only. One that was in another's way is tried again as a whole.
 *
 * @param work may be called several times, and must do nothing but ask the database.
 */
export const transact = <Result>(
  db: Kysely<InsightsDatabase>,
  work: (tx: Transaction<InsightsDatabase>) => Promise<Result>,
): Promise<Result> => pastConflicts(() => db.transaction().setIsolationLevel('read committed').execute(work))
