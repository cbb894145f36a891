import type { Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import { Agent } from 'undici'
import { type RepeatingTask, repeatTask } from '../waiting/repeating-task.ts'
import { withinTime } from '../waiting/within-time.ts'
import { watchDatabase } from './database-watch.ts'
import type { NotifyOptions } from './notify-options.ts'
import { notifyPass } from './notify-pass.ts'

/** How often what waits is delivered. */
const DELIVER_EVERY_MS = 10_000
/** How often it is looked for what is new, where nothing has called for it. */
const LOOK_EVERY_MS = 60_000
/** Looking takes no more than such a share of the time, however often it is called for. */
const MOST_OF_THE_TIME = 0.05
const SHORTEST_PAUSE_MS = 1000
/** What leaving waits for: a message that is being sent is sent again otherwise. */
const LEAVING_MS = 3000

/** What a service tells humans with. */
interface NotifierOptions {
  readonly store: Store
  readonly notify: NotifyOptions
  /** Look at this account alone. */
  readonly accountId?: string | undefined
  /** Is told each text with secrets in it before anything is done with it. */
  readonly hide: (urls: string) => void
  readonly logger: Logger
  readonly now: () => Date
}

/** Starts to tell humans what they have to know. Any number of processes may do so side by side. */
export function startNotifier({ hide, ...options }: NotifierOptions): RepeatingTask {
  const { notify, logger } = options
  const leave = new AbortController()
  const dispatcher = notify.dispatcher ?? new Agent()
  const hidden = new Set<string>()
  const shared = {
    ...options,
    dispatcher,
    signal: leave.signal,
    hide: (urls: string): void => {
      if (hidden.has(urls)) return
      hidden.add(urls)
      hide(urls)
    },
  }
  const database = watchDatabase(shared)
  let lookedAt = -Infinity
  let restUntil = -Infinity
  let called = true
  let away = false

  const task = repeatTask(async () => {
    const looks = (called || performance.now() - lookedAt >= LOOK_EVERY_MS) && performance.now() >= restUntil
    if (looks) called = false
    const begun = performance.now()
    try {
      if (looks) await database.look()
      await notifyPass({ ...shared, looks })
      if (away) logger.info('the database answers again: humans are told what there is to be told')
      away = false
    } catch (error) {
      if (!away) logger.warn('it could not be looked for what humans are to be told', { error })
      away = true
    }
    if (looks) {
      lookedAt = performance.now()
      restUntil = lookedAt + Math.max(SHORTEST_PAUSE_MS, (lookedAt - begun) / MOST_OF_THE_TIME)
    }
    return called ? Math.max(0, restUntil - performance.now()) : DELIVER_EVERY_MS
  })
  return {
    wake() {
      called = true
      task.wake()
    },
    async stop() {
      const stopped = task.stop()
      await withinTime(stopped, LEAVING_MS)
      leave.abort()
      await stopped
      // One that was given belongs to its maker.
      if (notify.dispatcher === undefined) await dispatcher.close()
    },
  }
}
