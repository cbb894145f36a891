import type { AskedFrom, DueRun, Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import { utcDateOf } from 'insights-transform'
import { checkClocks } from '../../session/clock-error.ts'
import { type RepeatingTask, repeatTask } from '../../waiting/repeating-task.ts'
import { recentSlots } from './cron-slots.ts'

/** How often it is looked for what is due. */
const DUE_EVERY_MS = 1000
/** How often it is looked for accounts whose slot has come. */
const SCHEDULE_EVERY_MS = 5000
/** So many due runs are kept in the queue: more than workers can take between two looks. */
const QUEUED_AHEAD = 500
/** A run that was sent is not sent again for so long: its job is in the queue, or just begins. */
const SENT_MS = 10_000

/** What a planner works with. */
interface PlannerOptions {
  readonly store: Store
  readonly cron: string
  readonly spreadSeconds: number
  /** Plan for this account alone. */
  readonly accountId?: string | undefined
  /** From where runs ask: what a pause holds back is not sent. */
  readonly from: AskedFrom
  /** Puts due runs into the queue. */
  readonly send: (runs: readonly DueRun[]) => Promise<void>
  readonly logger: Logger
  readonly now: () => Date
  /** Is told of each pass that went well. */
  readonly onPass?: (at: Date) => void
}

/** Looks once a second for what is due and sends it. Any number of planners may do so side by side. */
interface Planner extends RepeatingTask {
  /** When it last went well; null before the first time. */
  readonly lastPassAt: Date | null
}

/** Starts planning at once, so that what was missed while everything was down is caught up. */
export function startPlanner(options: PlannerOptions): Planner {
  const { store, send, logger, now, accountId, from, onPass } = options
  const only = accountId === undefined ? {} : { accountId }
  const sent = new Map<string, number>()
  let scheduledAt = -Infinity
  let lastPassAt: Date | null = null
  let away = false

  const pass = async (): Promise<void> => {
    const at = now()
    const today = utcDateOf(at)
    if (performance.now() - scheduledAt >= SCHEDULE_EVERY_MS) {
      // By a wrong clock, runs of a wrong day would be queued.
      checkClocks({ machine: at, database: await store.clock(), api: null })
      const slots = recentSlots(options.cron, at, options.spreadSeconds)
      const { queued } = await store.runs.schedule({
        today,
        slots,
        spreadSeconds: options.spreadSeconds,
        ...only,
      })
      scheduledAt = performance.now()
      if (queued > 0) logger.info('runs are queued by the schedule', { runs: queued })
    }
    const due = await store.runs.due({ today, limit: QUEUED_AHEAD, from, ...only })
    const fresh = due.filter(({ runId }) => performance.now() - (sent.get(runId) ?? -Infinity) > SENT_MS)
    await send(fresh)
    for (const { runId } of fresh) sent.set(runId, performance.now())
    const present = new Set(due.map(({ runId }) => runId))
    for (const runId of sent.keys()) if (!present.has(runId)) sent.delete(runId)
  }

  const task = repeatTask(async () => {
    try {
      await pass()
      lastPassAt = now()
      onPass?.(lastPassAt)
      if (away) logger.info('the database answers again: planning goes on')
      away = false
    } catch (error) {
      // An outage is told once, not each second.
      if (!away) logger.warn('planning failed; it is tried again every second', { error })
      away = true
    }
    return DUE_EVERY_MS
  })
  return {
    get lastPassAt() {
      return lastPassAt
    },
    wake() {
      scheduledAt = -Infinity
      task.wake()
    },
    stop: () => task.stop(),
  }
}
