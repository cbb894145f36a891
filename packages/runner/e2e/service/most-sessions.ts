import { setTimeout as delay } from 'node:timers/promises'
import type { Store } from 'insights-store-timescale'
import { sql } from 'kysely'

/** Counts sessions of a database, again and again. */
interface SessionCount {
  /** Ends it. @returns the most that there were at a time. */
  stop(): Promise<number>
}

/** Begins to count the sessions of the store's database that SQL picks out, by columns of `pg_stat_activity`. */
export function mostSessions(store: Store, which: string): SessionCount {
  const done = new AbortController()
  const counted = (async () => {
    let most = 0
    while (!done.signal.aborted) {
      const { rows } = await sql<{ sessions: number }>`
        SELECT count(*)::int AS sessions FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND ${sql.raw(which)}`.execute(
        store.db,
      )
      most = Math.max(most, rows[0]?.sessions ?? 0)
      await delay(20)
    }
    return most
  })()
  return {
    async stop() {
      done.abort()
      return await counted
    },
  }
}
