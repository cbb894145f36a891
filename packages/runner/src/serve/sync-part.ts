import type { AskedFrom } from 'insights-store-timescale'
import type { SchedulerState } from './http/http-server-options.ts'
import { startMaintenance } from './maintenance-schedule.ts'
import { openSyncQueue } from './queue/sync-queue.ts'
import { nextSlot } from './schedule/cron-slots.ts'
import { startPlanner } from './schedule/planner.ts'
import { createSyncWorker, type SyncWorkerOptions } from './sync-worker.ts'

/** What the part of a service that schedules and syncs is made from. */
interface SyncPartOptions extends Omit<SyncWorkerOptions, 'holder'> {
  readonly holder: string
  readonly cron: string
  readonly spreadSeconds: number
  /** Serve this account alone. */
  readonly accountId?: string | undefined
  /** From where runs ask. */
  readonly from: AskedFrom
  readonly dropAfterDays: number | null
  readonly compressAfterDays: number | null
  /** Sessions of a server's that the queue may open. */
  readonly queueSessions: number
  readonly onPass: (at: Date) => void
}

/** The part of a service that schedules and syncs. */
export interface SyncPart {
  /** How many runs are in hand. */
  readonly active: number
  scheduler(): SchedulerState
  /** Looks for what is due at once. */
  wake(): void
  /** Takes nothing more, lets what is in hand end or gives it back, within `timeoutMs` and a moment. */
  stop(timeoutMs: number): Promise<void>
}

/**
 * Starts to schedule, to sync, and to keep the tables.
 *
 * @throws ConfigurationError where the queue has no tables.
 */
export async function startSyncPart(options: SyncPartOptions): Promise<SyncPart> {
  const { store, accountId, queueSessions: sessions, logger, now, cron } = options
  const startedAt = now()
  const queue = await openSyncQueue({ store, accountId, sessions, logger })
  const worker = createSyncWorker(options)
  await worker.start(queue)
  const planner = startPlanner({
    store,
    cron,
    spreadSeconds: options.spreadSeconds,
    accountId,
    from: options.from,
    send: (runs) => queue.send(runs),
    logger,
    now,
    onPass: options.onPass,
  })
  const maintenance = startMaintenance(store, options, logger)
  let stopping: Promise<void> | undefined
  let stopped = false
  const stop = async (timeoutMs: number): Promise<void> => {
    // At once: none of them waits for what another one hangs at.
    await Promise.all([planner.stop(), worker.stop(queue, timeoutMs), maintenance.stop()])
    await queue.close()
    stopped = true
  }
  return {
    get active() {
      return worker.active
    },
    scheduler: () => ({
      state: stopped ? 'stopped' : stopping ? 'stopping' : planner.lastPassAt ? 'running' : 'starting',
      nextRunAt: stopping ? null : nextSlot(cron, now()),
      lastPassAt: planner.lastPassAt,
      startedAt,
      oldestHeartbeat: worker.oldestHeartbeat,
    }),
    wake: () => planner.wake(),
    stop: (timeoutMs) => (stopping ??= stop(timeoutMs)),
  }
}
