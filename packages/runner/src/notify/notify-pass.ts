import type { Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import type { Dispatcher } from 'undici'
import { type DeliveryReport, deliver } from './deliver.ts'
import { evaluate } from './evaluate.ts'
import { isQuiet } from './is-quiet.ts'
import type { NotifyOptions } from './notify-options.ts'
import { readRoutes } from './routes.ts'

const DAY_MS = 86_400_000
/** What cannot be delivered for so long is given up. */
export const GIVE_UP_AFTER_DAYS = 3
/** Messages are shown for so long. */
const FORGET_AFTER_DAYS = 30

/** What looking and telling once takes. */
export interface NotifyPassOptions {
  readonly store: Store
  readonly notify: NotifyOptions
  readonly dispatcher: Dispatcher
  /** Look at this account alone. */
  readonly accountId?: string | undefined
  /** Whether it is looked for what is new; else only what waits is delivered. */
  readonly looks: boolean
  /** Is told each text with secrets in it before anything is done with it. */
  readonly hide: (urls: string) => void
  readonly logger: Logger
  readonly signal: AbortSignal
  readonly now: () => Date
}

const NOTHING: DeliveryReport = { sent: 0, failed: [] }

/** Looks for what is to be told and delivers it, unless these are quiet hours: then what is still so is told later. */
export async function notifyPass(options: NotifyPassOptions): Promise<DeliveryReport> {
  const { store, notify, dispatcher, accountId, looks, hide, logger, signal, now } = options
  const { targets = [], quiet, timeZone = 'UTC', webhookSecret, certificates } = notify
  if (isQuiet(now(), quiet, timeZone)) return NOTHING
  const routes = await readRoutes({ store, targets, accountId, hide, logger })
  if (routes.length === 0) return NOTHING
  if (looks) {
    await evaluate({ store, notify, routes, accountId, now: now() })
    const givenUp = await store.notifications.sweep({
      giveUpAfterMs: GIVE_UP_AFTER_DAYS * DAY_MS,
      forgetAfterMs: FORGET_AFTER_DAYS * DAY_MS,
    })
    if (givenUp > 0) logger.error('notifications were given up: nobody took them', { messages: givenUp })
  }
  return await deliver({
    store,
    routes,
    sending: { dispatcher, webhookSecret, certificates, signal, now },
    logger,
  })
}
