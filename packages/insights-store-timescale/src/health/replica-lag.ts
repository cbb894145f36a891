import { setTimeout as delay } from 'node:timers/promises'
import { sql } from 'kysely'
import { databaseErrorCode } from '../database-error-code.ts'
import type { Store } from '../open-store.ts'

/** How a replica stands to the database that it copies. */
export type ReplicaStanding =
  /** It replays what the database writes; how many seconds it is behind, 0 where not at all, null where that cannot be told. */
  | { readonly kind: 'standby'; readonly behindSeconds: number | null }
  /** Both addresses lead to one server. */
  | { readonly kind: 'same_server' }
  /** A server that takes writes of its own: a standby that was promoted, say. Nothing tells what it has. */
  | { readonly kind: 'other_primary' }

interface Found {
  in_recovery: boolean
  started_at: string
}

/** What a server that has no such function, or shows it to nobody, says. */
const NOT_TOLD: ReadonlySet<string | null> = new Set(['42501', '42883', '0A000', '55000'])

/** What was written a moment ago is on its way. */
const ON_ITS_WAY_MS = 250

/**
 * Tells how a replica stands.
 *
 * @param primary the database itself; null where it is away, and how far behind the replica is cannot be told.
 */
export async function replicaStanding(
  replica: Pick<Store, 'db'>,
  primary: Pick<Store, 'db'> | null,
): Promise<ReplicaStanding> {
  const [found, ofPrimary] = await Promise.all([inspect(replica), primary === null ? null : inspect(primary)])
  if (!found.in_recovery) {
    if (ofPrimary === null) return { kind: 'other_primary' }
    return { kind: ofPrimary.started_at === found.started_at ? 'same_server' : 'other_primary' }
  }
  const written = primary === null || ofPrimary?.in_recovery === true ? null : await writtenBy(primary)
  if (written === null) return { kind: 'standby', behindSeconds: null }
  const behind = await behindSeconds(replica, written)
  if (behind === null || behind === 0) return { kind: 'standby', behindSeconds: behind }
  await delay(ON_ITS_WAY_MS)
  return { kind: 'standby', behindSeconds: await behindSeconds(replica, written) }
}

/** When a server was started tells it from all others. */
async function inspect({ db }: Pick<Store, 'db'>): Promise<Found> {
  const { rows } = await sql<Found>`
    SELECT pg_is_in_recovery() AS in_recovery, extract(epoch FROM pg_postmaster_start_time())::text AS started_at`.execute(
    db,
  )
  return rows[0] ?? { in_recovery: false, started_at: '' }
}

/** How far a database has written, and when that was by its own clock. */
interface Written {
  readonly lsn: string
  readonly at: string
}

const writtenBy = ({ db }: Pick<Store, 'db'>): Promise<Written | null> =>
  orNull(async () => {
    const { rows } = await sql<Written>`
      SELECT pg_current_wal_flush_lsn()::text AS lsn, clock_timestamp()::text AS at`.execute(db)
    return rows[0] ?? null
  })

/**
 * How old the newest change is that it has replayed, unless it has replayed all up to a place. Changes bear the time of the
 * database's clock, which is why they are held against that one. A standby that has replayed none since its start cannot tell.
 */
const behindSeconds = ({ db }: Pick<Store, 'db'>, { lsn, at }: Written): Promise<number | null> =>
  orNull(async () => {
    const { rows } = await sql<{ behind: number | null }>`
      SELECT CASE WHEN pg_last_wal_replay_lsn() >= ${lsn}::pg_lsn THEN 0
        ELSE extract(epoch FROM ${at}::timestamptz - pg_last_xact_replay_timestamp())::float8
      END AS behind`.execute(db)
    const behind = rows[0]?.behind ?? null
    // A change may have come between the two questions.
    return behind === null ? null : Math.max(behind, 0)
  })

async function orNull<Answer>(ask: () => Promise<Answer | null>): Promise<Answer | null> {
  try {
    return await ask()
  } catch (error) {
    if (NOT_TOLD.has(databaseErrorCode(error))) return null
    throw error
  }
}
