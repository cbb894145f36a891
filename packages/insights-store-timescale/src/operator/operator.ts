import type { StoreContext } from '../store-context.ts'
import { type AccountChangesOptions, listenForAccountChanges } from './account-changes.ts'
import {
  listOperatorEvents,
  type NewOperatorEvent,
  type OperatorEvent,
  type OperatorEventQuery,
  recordOperatorEvents,
  sweepOperatorEvents,
} from './operator-events.ts'

/** What an operator, which keeps a worker for each account in a cluster, needs of the store beside the accounts. */
export interface Operator {
  /** Adds to the audit trail, in the order given. */
  record(events: readonly NewOperatorEvent[]): Promise<void>
  /** The audit trail, newest first. */
  events(query: OperatorEventQuery): Promise<OperatorEvent[]>
  /**
   * Forgets what was recorded more than so many days ago.
   *
   * @returns how many entries.
   */
  sweep(options: { forgetAfterDays: number }): Promise<number>
  /**
   * Says which accounts change, until told to stop; never rejects. It holds one session of the pool all the while. An
   * embedded database and a pooler in transaction mode say nothing: look at all accounts now and then as well.
   */
  listen(options: AccountChangesOptions): Promise<void>
}

export const createOperator = (context: StoreContext): Operator => ({
  record: (events) => recordOperatorEvents(context, events),
  events: (query) => listOperatorEvents(context, query),
  sweep: (options) => sweepOperatorEvents(context, options),
  listen: (options) => listenForAccountChanges(context, options),
})
