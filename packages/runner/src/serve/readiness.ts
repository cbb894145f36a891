import { isDatabaseNotWritableError, isNewerSchemaError, type Store } from 'insights-store-timescale'
import { TELL_EVERY_MS } from '../sync/run-heartbeat.ts'
import { withinTime } from '../waiting/within-time.ts'
import type { ReadinessCheck, ReadinessReport, SchedulerState } from './http/http-server-options.ts'
import { queueState } from './queue/migrate-queue.ts'
import { HIDDEN_POOLER } from './warn-of-database.ts'

/** A database that does not answer in this time is away. */
const PATIENCE_MS = 2000

const WELL: ReadinessCheck = { ok: true, message: null }
const ill = (message: string): ReadinessCheck => ({ ok: false, message })

/** What looks for due runs each second and has not done so for so long stands still. */
const STANDSTILL_MS = 20_000

/** A run that the database has heard nothing of for so long hangs; so much less than a lease lasts, and than a commit may take. */
const SILENCE_MS = 2 * TELL_EVERY_MS + 6_000

/** Whether a pooler shares sessions costs two of them for a moment, and hardly ever changes. */
const POOLER_KNOWN_MS = 5 * 60_000

/**
 * Tells whether a process can work.
 *
 * @param scheduler of this process; null where it schedules nothing.
 */
type Readiness = (scheduler: SchedulerState | null, now: Date) => Promise<ReadinessReport>

/**
 * Makes what tells whether the database answers and takes rows, gives each session to one alone, migrations and queue are
 * well, and scheduler and runs are at work: a database that answers these questions says nothing of the connections that
 * the work hangs at. It answers within some four seconds whatever they are.
 */
export function createReadiness(store: Store): Readiness {
  const sharesSessions = rememberedWhere(() => store.sharesSessions(), POOLER_KNOWN_MS)
  return async (scheduler, now) => {
    const answers = await checked(() => store.ping(), 'the database does not answer')
    const unknown = ill('not known while the database is away')
    const migrations = answers.ok
      ? await checked(() => store.assertMigrated(), 'migrations are pending: airbnb-insights migrate up')
      : unknown
    const queue = answers.ok
      ? await checked(() => assertQueue(store), 'the queue has no tables: airbnb-insights migrate up')
      : unknown
    const [writes, sessions] = migrations.ok
      ? await Promise.all([
          checked(() => store.checkWrites(), 'the database takes no rows'),
          // Behind a pooler that is known of, nothing relies on a session of its own.
          store.server.pooler === 'transaction' ? WELL : checkSharedSessions(sharesSessions),
        ])
      : [answers, WELL]
    const database = writes.ok ? sessions : writes
    const checks = { database, migrations, queue, scheduler: checkScheduler(scheduler, now) }
    return { ready: Object.values(checks).every(({ ok }) => ok), checks }
  }
}

function checkScheduler(scheduler: SchedulerState | null, now: Date): ReadinessCheck {
  if (scheduler === null) return WELL
  const { lastPassAt, startedAt, oldestHeartbeat } = scheduler
  const silentMs = now.getTime() - (lastPassAt ?? startedAt).getTime()
  if (silentMs > STANDSTILL_MS) return ill(`what is due has not been looked for since ${inSeconds(silentMs)}`)
  if (oldestHeartbeat === null) return WELL
  const unheardMs = now.getTime() - oldestHeartbeat.at.getTime()
  if (unheardMs <= SILENCE_MS) return WELL
  return ill(
    `the run of account ${oldestHeartbeat.accountId} has not reached the database since ${inSeconds(unheardMs)}`,
  )
}

const inSeconds = (ms: number): string => `${String(Math.round(ms / 1000))} s`

/** What cannot be told now stands in nobody's way: a database that is away tells so itself. */
async function checkSharedSessions(sharesSessions: () => Promise<boolean | null>): Promise<ReadinessCheck> {
  if ((await withinTime(sharesSessions(), PATIENCE_MS)) !== true) return WELL
  return ill(HIDDEN_POOLER)
}

/** Asks once where several want to know, and again only after `forMs`, or where it could not be told. */
function rememberedWhere<Answer>(ask: () => Promise<Answer>, forMs: number): () => Promise<Answer> {
  let asked: Promise<Answer> | undefined
  let until = 0
  return () => {
    if (asked !== undefined && performance.now() < until) return asked
    until = Infinity
    const asking = ask()
    asked = asking
    asking.then(
      () => (until = performance.now() + forMs),
      () => (until = 0),
    )
    return asking
  }
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
