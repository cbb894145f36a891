import { type DueRun, isPending, type Store } from 'insights-store-timescale'
import { retryDelayMs } from 'insights-store-timescale/retry-policy'
import { type Logger, utcDateOf } from 'insights-transform'
import type { MetricChoice } from '../config/metric-choice.ts'
import { leaveWithin } from '../sync/stop-signal.ts'
import { type CreateClient, syncStoredAccount } from '../sync/sync-accounts.ts'
import type { SyncOutcome } from '../sync/sync-outcome.ts'
import type { OnSyncProgress } from '../sync/sync-progress.ts'
import type { SyncQueue } from './queue/sync-queue.ts'

/** When an account that somebody else holds is looked at again. */
const BUSY_MS = 20_000
/** When a run is looked at again that could not even begin. */
const NOT_BEGUN_MS = 5 * 60_000

/** What a worker carries runs out with. */
export interface SyncWorkerOptions {
  readonly store: Store
  readonly createClient: CreateClient
  /** How this process is called where somebody finds a lease taken. */
  readonly holder: string
  /** The network that requests leave from. */
  readonly network: string
  readonly concurrency: number
  readonly retryDelaySeconds: number
  readonly metrics: MetricChoice
  readonly lookbackWeeks: number
  readonly lookaheadWeeks: number
  readonly horizonWeeks: number
  readonly canary: boolean
  readonly logger: Logger
  readonly onProgress: OnSyncProgress
  readonly now: () => Date
}

/** A run in hand, and when the database last took how far it is. */
export interface Heartbeat {
  readonly accountId: string
  readonly at: Date
}

/** Takes runs from the queue and carries them out. */
interface SyncWorker {
  /** How many runs are in hand. */
  readonly active: number
  /** Of the run in hand that has been silent for longest; null where none has begun. */
  readonly oldestHeartbeat: Heartbeat | null
  start(queue: SyncQueue): Promise<void>
  /**
   * Takes nothing more and lets what is in hand leave at its next listing; after `timeoutMs` the listings in hand are
   * rolled back. Every run that has not ended is given back, to be continued by another worker.
   */
  stop(queue: SyncQueue, timeoutMs: number): Promise<void>
}

export function createSyncWorker(options: SyncWorkerOptions): SyncWorker {
  const { store, logger, now } = options
  const leave = new AbortController()
  const inHand = new Set<Promise<void>>()
  /** By run id: the one that was heard last is the last. */
  const heartbeats = new Map<string, Heartbeat>()

  const carryOut = async (due: DueRun, lost: AbortSignal): Promise<void> => {
    const run = await store.runs.get(due.runId)
    if (run === undefined || !isPending(run) || leave.signal.aborted) return
    const { runId, accountId } = run
    const onHeartbeat = (): void => {
      heartbeats.delete(runId)
      heartbeats.set(runId, { accountId, at: now() })
    }
    const outcome = await syncStoredAccount(
      {
        store,
        createClient: options.createClient,
        scrapeDay: utcDateOf(now()),
        byClock: true,
        runId,
        onHeartbeat,
        trigger: run.trigger,
        // The schedule's runs of a day would all be one trace.
        ownTrace: due.askedBySpan === null,
        full: run.full,
        holder: options.holder,
        network: options.network,
        metrics: options.metrics,
        lookbackWeeks: options.lookbackWeeks,
        lookaheadWeeks: options.lookaheadWeeks,
        horizonWeeks: options.horizonWeeks,
        canary: options.canary,
        signal: AbortSignal.any([leave.signal, leftWith(lost)]),
        retryDelayMs: (retries) => retryDelayMs(options.retryDelaySeconds, retries, Math.random()),
        onProgress: options.onProgress,
        now,
      },
      accountId,
    ).finally(() => heartbeats.delete(runId))
    await postponeIfNotBegun(store, due, outcome, now())
  }

  const guarded = (due: DueRun, lost: AbortSignal): Promise<void> => {
    const work = carryOut(due, lost)
      // Its run is in the database as it last was, and due again by itself.
      .catch((error: unknown) => logger.error('a run could not be carried out', { ...due, error }))
      .finally(() => inHand.delete(work))
    inHand.add(work)
    return work
  }

  return {
    get active() {
      return inHand.size
    },
    get oldestHeartbeat() {
      return heartbeats.values().next().value ?? null
    },
    start: (queue) => queue.work(guarded, options.concurrency),
    async stop(queue, timeoutMs) {
      leave.abort(leaveWithin(timeoutMs))
      await queue.stopTaking()
      await Promise.all(inHand)
    },
  }
}

/** A job that was given to another worker: this one gives the run up at once. */
function leftWith(lost: AbortSignal): AbortSignal {
  const left = new AbortController()
  const leave = (): void => left.abort(leaveWithin(0))
  if (lost.aborted) leave()
  else lost.addEventListener('abort', leave, { once: true })
  return left.signal
}

/** What did not begin would be due again at once, and again. */
async function postponeIfNotBegun(
  store: Store,
  { runId }: DueRun,
  { status, run, error, retryAt }: SyncOutcome,
  now: Date,
): Promise<void> {
  const later = (ms: number): Date => new Date(now.getTime() + ms)
  if (status === 'busy') return await store.runs.postpone(runId, later(BUSY_MS))
  if ((status === 'rate_limited' || status === 'paused') && retryAt !== null)
    return await store.runs.postpone(runId, retryAt)
  if (run !== null || status === 'queued' || status === 'cancelled') return
  await store.runs.postpone(runId, later(NOT_BEGUN_MS), error ?? undefined)
}
