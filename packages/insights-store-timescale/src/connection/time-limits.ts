/** How long the database may take, in milliseconds; what takes longer is given up with its session. */
export interface TimeLimits {
  /** To open a session, or to get a free one of the pool. */
  connectMs: number
  /** To answer what keeps a lease alive: so short that its next try is in time. */
  leaseMs: number
  /** To answer a statement of a sync or of the schedule. */
  queryMs: number
  /** To answer one that reads or deletes much; the server itself ends those a little sooner. */
  longQueryMs: number
  /** To answer one that may take as long as the data are large: migrations, chunks that are dropped. */
  unlimitedQueryMs: number
}

const CONNECT_MS = 10_000
const LEASE_MS = 4_000

/** All limits, from the one that can be chosen. */
export const timeLimits = (queryMs: number): TimeLimits => ({
  connectMs: Math.min(CONNECT_MS, queryMs),
  leaseMs: Math.min(LEASE_MS, queryMs),
  queryMs,
  longQueryMs: 5 * queryMs,
  unlimitedQueryMs: 120 * queryMs,
})
