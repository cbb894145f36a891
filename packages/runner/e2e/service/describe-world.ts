import type { Store } from 'insights-store-timescale'
import { sql } from 'kysely'
import type { SpawnedService } from './spawned-service.ts'

/** Of what a service has written, so many characters from its end. */
const TAIL = 3_000

/**
 * Tells how it stands with a world: its runs, the sessions of its database with what they wait for, and the end of what
 * each service has written.
 */
export async function describeWorld(store: Store, services: readonly SpawnedService[]): Promise<string> {
  const runs = await store.runs.list({ limit: 20 })
  return [
    ...runs.map((run) => `run: ${JSON.stringify(run)}`),
    ...(await sessionsOf(store)).map((session) => `session: ${JSON.stringify(session)}`),
    ...services.map(({ pid, output }) => `service ${String(pid)}:\n${output.slice(-TAIL)}`),
  ].join('\n')
}

/** What is connected to the store's database besides this question, the oldest transaction first. */
async function sessionsOf({ db }: Store): Promise<object[]> {
  const { rows } = await sql<object>`
    SELECT application_name, pid, pg_blocking_pids(pid) AS blocked_by, state, wait_event_type, wait_event,
      (clock_timestamp() - xact_start)::text AS in_transaction_for,
      (clock_timestamp() - state_change)::text AS so_for, left(query, 200) AS query
    FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    ORDER BY xact_start NULLS LAST`.execute(db)
  return rows
}
