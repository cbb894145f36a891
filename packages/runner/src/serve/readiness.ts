import { isDatabaseNotWritableError, isNewerSchemaError, type Store } from 'insights-store-timescale'
import { withinTime } from '../waiting/within-time.ts'
import type { ReadinessCheck, ReadinessReport } from './http/http-server-options.ts'
import { queueState } from './queue/migrate-queue.ts'

/** A database that does not answer in this time is away. */
const PATIENCE_MS = 2000

const WELL: ReadinessCheck = { ok: true, message: null }
const ill = (message: string): ReadinessCheck => ({ ok: false, message })

/**
 * Whether the database answers and takes rows, and migrations and queue are well; answers within some four seconds
 * whatever they are.
 */
export async function readReadiness(store: Store): Promise<ReadinessReport> {
  const answers = await checked(() => store.ping(), 'the database does not answer')
  const unknown = ill('not known while the database is away')
  const migrations = answers.ok
    ? await checked(() => store.assertMigrated(), 'migrations are pending: airbnb-insights migrate up')
    : unknown
  const queue = answers.ok
    ? await checked(() => assertQueue(store), 'the queue has no tables: airbnb-insights migrate up')
    : unknown
  const database = migrations.ok
    ? await checked(() => store.checkWrites(), 'the database takes no rows')
    : answers
  return { ready: database.ok && migrations.ok && queue.ok, checks: { database, migrations, queue } }
}

async function assertQueue(store: Store): Promise<void> {
  if ((await queueState(store)) === 'missing') throw new Error('missing')
}

async function checked(check: () => Promise<void>, problem: string): Promise<ReadinessCheck> {
  const answer = check().then(
    () => WELL,
    // The store's own messages name schema and migrations; a driver's may name address and user.
    (error: unknown) => {
      if (isNewerSchemaError(error)) return ill(error.message)
      return ill(isDatabaseNotWritableError(error) ? `${error.message} ${error.remedy}` : problem)
    },
  )
  return (await withinTime(answer, PATIENCE_MS)) ?? ill('the database takes too long to answer')
}
