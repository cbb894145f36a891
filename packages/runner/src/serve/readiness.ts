import { isDatabaseNotWritableError, isNewerSchemaError, type Store } from 'insights-store-timescale'
import { withinTime } from '../waiting/within-time.ts'
import type { ReadinessCheck, ReadinessReport, SchedulerState } from './http/http-server-options.ts'
import { queueState } from './queue/migrate-queue.ts'

/** A database that does not answer in this time is away. */
const PATIENCE_MS = 2000

const WELL: ReadinessCheck = { ok: true, message: null }
const ill = (message: string): ReadinessCheck => ({ ok: false, message })

/** What looks for due runs each second and has not done so for so long stands still. */
const STANDSTILL_MS = 20_000

/**
 * Whether the database answers and takes rows, migrations and queue are well, and the scheduler is at work: a database
 * that answers these questions says nothing of the connections that the work hangs at. Answers within some four seconds
 * whatever they are.
 *
 * @param scheduler of this process; null where it schedules nothing.
 */
export async function readReadiness(
  store: Store,
  scheduler: SchedulerState | null,
  now: Date,
): Promise<ReadinessReport> {
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
  const checks = { database, migrations, queue, scheduler: checkScheduler(scheduler, now) }
  return { ready: Object.values(checks).every(({ ok }) => ok), checks }
}

function checkScheduler(scheduler: SchedulerState | null, now: Date): ReadinessCheck {
  if (scheduler === null) return WELL
  const silentMs = now.getTime() - (scheduler.lastPassAt ?? scheduler.startedAt).getTime()
  if (silentMs <= STANDSTILL_MS) return WELL
  return ill(`what is due has not been looked for since ${String(Math.round(silentMs / 1000))} s`)
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
