import { MigrationError, missingGrants, type Store } from 'insights-store-timescale'
import { sql } from 'kysely'
import { PgBoss, type Queue } from 'pg-boss'
import { messageOf } from '../../output/message-of.ts'
import { queueOptions, queueSchema } from './queue-options.ts'

/** The queue of all workers that serve every account. */
export const SYNC_QUEUE = 'sync'

/** The queue of workers that serve one account alone. */
export function accountQueue(accountId: string): string {
  return `${SYNC_QUEUE}-${accountId}`
}

/**
 * An account has one job at the most, queued or active. A job of a process that died is given to another one once its
 * heartbeat is missed; the age that ends any job is a day's, for a large backfill takes hours. This limit and these
 * clocks are of jobs alone: the life cycle, the retry policy and the lease decide about runs (`docs/life-of-a-run.md`).
 */
export const SYNC_QUEUE_OPTIONS = {
  policy: 'exclusive',
  heartbeatSeconds: 10,
  expireInSeconds: 23 * 3600,
  retryLimit: 3,
  retryDelay: 0,
  retentionSeconds: 24 * 3600,
  deleteAfterSeconds: 3600,
  notify: true,
} as const satisfies Omit<Queue, 'name'>

/** Making all tables takes longer than any statement later on. */
const MIGRATION_MS = 120_000

/**
 * Makes the queue's schema and the queue, or brings them up to date. Harmless when called again. A schema that is there
 * already is used, so that the role needs no right to make one.
 *
 * @throws MigrationError which says why, and names the rights that are missing where it is for lack of them.
 */
export async function migrateQueue(store: Store): Promise<{ created: boolean }> {
  const created = (await queueState(store)) === 'missing'
  const createSchema = !(await schemaExists(store))
  const sessions = queueOptions(store, { sessions: 1, listens: false, queryMs: MIGRATION_MS })
  const boss = new PgBoss({ ...sessions, supervise: false, migrate: true, createSchema })
  // What goes wrong rejects what was asked as well.
  boss.on('error', () => {})
  try {
    await boss.start()
    await boss.createQueue(SYNC_QUEUE, SYNC_QUEUE_OPTIONS)
    const { policy: _, ...changeable } = SYNC_QUEUE_OPTIONS
    await boss.updateQueue(SYNC_QUEUE, changeable)
  } catch (error) {
    throw await asMigrationError(store, error)
  } finally {
    await boss.stop({ graceful: false }).catch(() => {})
  }
  return { created }
}

const INSUFFICIENT_PRIVILEGE = '42501'

async function asMigrationError(store: Store, cause: unknown): Promise<MigrationError> {
  const schema = queueSchema(store)
  const lacksRights = cause instanceof Error && 'code' in cause && cause.code === INSUFFICIENT_PRIVILEGE
  const grants = lacksRights ? await missingGrants(store.db, schema).catch(() => []) : []
  const message = messageOf(cause)
  const advice =
    grants.length === 0 ? '' : ` An administrator of the database can give the rights: ${grants.join(' ')}`
  return new MigrationError(
    `The service's queue could not be made in the schema ${schema}: ${message}. The schema ${store.schema} is up to date: ` +
      `all but the service (serve) works without the queue.${advice}`,
    { migration: null, grants },
    { cause },
  )
}

async function schemaExists(store: Store): Promise<boolean> {
  const { rows } = await sql`
    SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ${queueSchema(store)}`.execute(store.db)
  return rows.length > 0
}

/** Whether the queue is there. That it is up to date is found out when it is opened. */
export async function queueState(store: Store): Promise<'ready' | 'missing'> {
  const { rows } = await sql<{ there: boolean }>`
    SELECT to_regclass(format('%I.queue', ${queueSchema(store)}::text)) IS NOT NULL AS there`.execute(
    store.db,
  )
  return rows[0]?.there === true ? 'ready' : 'missing'
}
