/** How the sessions that a service may open are shared out. */
export interface SessionBudget {
  /** Of the store's pool. */
  readonly store: number
  /** Of the queue: its pool, and one that listens for new jobs where there are at least two. */
  readonly queue: number
}

/** With fewer an export could keep a sync from its lease. */
export const FEWEST_SESSIONS = 3

/** More than so many beside its workers the queue never needs: one that looks after jobs, one that listens. */
const BESIDE_WORKERS = 2
const WORKERS_SERVED = 4

/**
 * Shares out all the sessions that one process may have at a time. The queue has some of its own, so that a pool that is
 * busy with reading never keeps a job's heartbeat waiting; the larger part is the store's.
 */
export function sessionBudget(total: number, workers: number): SessionBudget {
  const wanted = Math.min(workers, WORKERS_SERVED) + BESIDE_WORKERS
  const queue = Math.max(1, Math.min(wanted, Math.floor(total * 0.4)))
  return { store: total - queue, queue }
}
