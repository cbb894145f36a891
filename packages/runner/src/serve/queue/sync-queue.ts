import { context } from '@opentelemetry/api'
import type { DueRun, Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import { PgBoss } from 'pg-boss'
import { messageOf } from '../../output/message-of.ts'
import { ConfigurationError } from '../../output/runner-error.ts'
import { contextOfAsker } from '../../traces/asked-by.ts'
import { accountQueue, queueState, SYNC_QUEUE, SYNC_QUEUE_OPTIONS } from './migrate-queue.ts'
import { queueOptions } from './queue-options.ts'

/** How often a worker looks for jobs, where the database cannot tell it of a new one. */
const POLL_SECONDS = 1
/** How often it looks all the same where the database can. */
const NOTIFIED_POLL_SECONDS = 5
/** How often jobs of dead workers are looked for: with the heartbeat, another worker has them in some 15 s. */
const SUPERVISE_SECONDS = 5

/** Carries out one run; never rejects. The signal is aborted where the job has been given to another worker. */
export type CarryOut = (run: DueRun, signal: AbortSignal) => Promise<void>

/** The queue that hands each due run to one of any number of workers. */
export interface SyncQueue {
  /** Puts runs into the queue; an account that has a job in it already gets no second one. */
  send(runs: readonly DueRun[]): Promise<void>
  /** Begins to take jobs, so many at a time. */
  work(carryOut: CarryOut, concurrency: number): Promise<void>
  /** Takes no further job; what is in hand goes on. */
  stopTaking(): Promise<void>
  close(): Promise<void>
}

/** How to open the queue. */
interface SyncQueueOptions {
  readonly store: Store
  /** Serve this account alone. */
  readonly accountId?: string | undefined
  /** Sessions of a server's that the queue may open, the one that listens among them. */
  readonly sessions: number
  readonly logger: Logger
}

/**
 * Opens the queue in the store's database.
 *
 * @throws ConfigurationError where its tables are missing or not of this version: `migrate up` makes them.
 */
export async function openSyncQueue({
  store,
  accountId,
  sessions,
  logger,
}: SyncQueueOptions): Promise<SyncQueue> {
  const name = accountId === undefined ? SYNC_QUEUE : accountQueue(accountId)
  const boss = new PgBoss({
    ...queueOptions(store, { sessions, listens: true }),
    migrate: false,
    createSchema: false,
    superviseIntervalSeconds: SUPERVISE_SECONDS,
    monitorIntervalSeconds: SUPERVISE_SECONDS,
    queueCacheIntervalSeconds: SUPERVISE_SECONDS,
    openTelemetry: { propagateContext: true },
  })
  logFailures(boss, logger)
  await startBoss(boss, store)
  if (accountId !== undefined) await boss.createQueue(name, SYNC_QUEUE_OPTIONS)
  return {
    async send(runs) {
      const unasked = runs.filter(({ askedBySpan }) => askedBySpan === null)
      if (unasked.length > 0) await boss.insert(name, unasked.map(jobOf))
      // Each of the others goes on with the trace of who asked for it.
      for (const run of runs) {
        if (run.askedBySpan === null) continue
        await context.with(contextOfAsker(run.askedBySpan), () => boss.insert(name, [jobOf(run)]))
      }
    },
    async work(carryOut, workers) {
      const options = {
        pollingIntervalSeconds: POLL_SECONDS,
        notifyPollingIntervalSeconds: NOTIFIED_POLL_SECONDS,
      }
      for (let worker = 0; worker < workers; worker++) {
        const id = await boss.work<DueRun>(name, options, async ([job]) => {
          if (job) await carryOut(job.data, job.signal)
          // Where one job was there may be another: it looks at once, not when its time to poll has come.
          boss.notifyWorker(id)
        })
      }
    },
    stopTaking: () => boss.offWork(name, { wait: false }),
    close: () => boss.stop({ graceful: false }),
  }
}

function jobOf(run: DueRun): { data: DueRun; singletonKey: string } {
  return { data: run, singletonKey: run.accountId }
}

async function startBoss(boss: PgBoss, store: Store): Promise<void> {
  try {
    await boss.start()
  } catch (cause) {
    await boss.stop({ graceful: false })
    const missing = (await queueState(store)) === 'missing'
    const message = messageOf(cause)
    throw new ConfigurationError(
      missing ? 'The queue has no tables in this database yet.' : `The queue cannot be opened: ${message}`,
      { hint: 'Run `airbnb-insights migrate up`: it makes the queue and brings it up to date.', cause },
    )
  }
}

/** The same failure again and again (a database that is away) is told once a minute. */
const QUIET_MS = 60_000

function logFailures(boss: PgBoss, logger: Logger): void {
  const told = new Map<string, number>()
  boss.on('error', (error) => {
    const now = Date.now()
    if (now - (told.get(error.message) ?? -Infinity) < QUIET_MS) return
    told.set(error.message, now)
    logger.warn('the queue could not reach its tables; it tries again', { error })
  })
  boss.on('warning', ({ message }) => logger.debug('the queue warns', { warning: message }))
}
