import type { DeliveryClaim, PendingNotification, Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import pLimit from 'p-limit'
import type { NotifyTarget } from '../config/notify-target.ts'
import type { NotDelivered } from './channels/delivery.ts'
import { LONGEST_MS, send } from './channels/send.ts'
import type { Sending } from './channels/sending.ts'
import { readContent } from './message/read-content.ts'
import type { Route } from './routes.ts'

/** Longer than one attempt takes: whoever is killed in the middle is followed by another process then. */
const HOLD_MS = 2 * LONGEST_MS
/** Targets that are written to at a time. */
const AT_ONCE = 8

const FIRST_RETRY_MS = 30_000
const LAST_RETRY_MS = 3_600_000
/** Up to such a share longer, by chance. */
const SPREAD = 0.2

/** What became of the messages that were due. */
export interface DeliveryReport {
  readonly sent: number
  /** Targets that did not take a message, and why. */
  readonly failed: readonly { readonly shown: string; readonly error: string }[]
}

/** What delivering takes. */
interface DeliverOptions {
  readonly store: Store
  readonly routes: readonly Route[]
  readonly sending: Sending
  readonly logger: Logger
}

/** Sends what is due, each target by itself: one that is down keeps none of the others waiting. */
export async function deliver({ store, routes, sending, logger }: DeliverOptions): Promise<DeliveryReport> {
  const due = new Set(await store.notifications.due())
  const limit = pLimit(AT_ONCE)
  const reports = await Promise.all(
    routes
      .filter(({ target }) => due.has(target.id))
      .map(({ target }) => limit(() => deliverTo(target, store, sending, logger))),
  )
  return {
    sent: reports.reduce((sum, { sent }) => sum + sent, 0),
    failed: reports.flatMap(({ failed }) => failed),
  }
}

async function deliverTo(
  target: NotifyTarget,
  store: Store,
  sending: Sending,
  logger: Logger,
): Promise<DeliveryReport> {
  const claim = await store.notifications.claim(target.id, { holdMs: HOLD_MS })
  if (claim === undefined) return { sent: 0, failed: [] }
  let sent = 0
  const failed: { shown: string; error: string }[] = []
  try {
    while (!sending.signal.aborted) {
      const message = await store.notifications.next(claim, { holdMs: HOLD_MS })
      if (message === undefined) break
      const failure = await attempt(target, message, sending)
      if (failure === null) {
        await store.notifications.sent(claim, message.messageId)
        sent += 1
        continue
      }
      // Nothing was found out about the target: the process leaves.
      if (sending.signal.aborted) break
      await recordFailure(store, claim, message, failure)
      logger.warn('a notification was not delivered; it is tried again', {
        target: target.shown,
        reason: failure.error,
      })
      failed.push({ shown: target.shown, error: failure.error })
      if (failure.whole) break
    }
  } finally {
    await store.notifications.release(claim)
  }
  return { sent, failed }
}

async function attempt(
  target: NotifyTarget,
  { messageId: id, createdAt, content }: PendingNotification,
  sending: Sending,
): Promise<NotDelivered | null> {
  const read = readContent(content)
  // Another version wrote it, and may still send it.
  if (read === undefined) {
    return {
      delivered: false,
      error: 'this version cannot read the message',
      whole: false,
      retryAfterMs: null,
    }
  }
  const delivery = await send(target, { id, createdAt, content: read }, sending)
  return delivery.delivered ? null : delivery
}

async function recordFailure(
  store: Store,
  claim: DeliveryClaim,
  { messageId, attempts }: PendingNotification,
  { error, whole, retryAfterMs }: NotDelivered,
): Promise<void> {
  const retryInMs = retryAfterMs ?? deliveryDelayMs(attempts, Math.random())
  await store.notifications.failed(claim, messageId, { error, retryInMs, whole })
}

/**
 * How long a message waits that was not taken: half a minute, and twice as long each further time, up to an hour.
 *
 * @param attempts how often it was tried before.
 * @param random from 0 to 1.
 */
export function deliveryDelayMs(attempts: number, random: number): number {
  return Math.min(FIRST_RETRY_MS * 2 ** attempts, LAST_RETRY_MS) * (1 + SPREAD * random)
}
