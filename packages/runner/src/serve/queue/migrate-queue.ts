import type { Store } from 'insights-store-timescale'
import { sql } from 'kysely'
import { PgBoss, type Queue } from 'pg-boss'
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

/** Makes the queue's schema and the queue, or brings them up to date. Harmless when called again. */
export async function migrateQueue(store: Store): Promise<{ created: boolean }> {
  const created = (await queueState(store)) === 'missing'
  const boss = new PgBoss({ ...queueOptions(store, 1), supervise: false, migrate: true, createSchema: true })
  // What goes wrong rejects `start` as well.
  boss.on('error', () => {})
  await boss.start()
  try {
    await boss.createQueue(SYNC_QUEUE, SYNC_QUEUE_OPTIONS)
    const { policy: _, ...changeable } = SYNC_QUEUE_OPTIONS
    await boss.updateQueue(SYNC_QUEUE, changeable)
  } finally {
    await boss.stop({ graceful: false })
  }
  return { created }
}

/** Whether the queue is there. That it is up to date is found out when it is opened. */
export async function queueState(store: Store): Promise<'ready' | 'missing'> {
  const { rows } = await sql<{ there: boolean }>`
    SELECT to_regclass(format('%I.queue', ${queueSchema(store)}::text)) IS NOT NULL AS there`.execute(
    store.db,
  )
  return rows[0]?.there === true ? 'ready' : 'missing'
}
