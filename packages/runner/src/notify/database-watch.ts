import { createHash } from 'node:crypto'
import { isDatabaseNotWritableError, type Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'
import type { Dispatcher } from 'undici'
import type { NotifyTarget } from '../config/notify-target.ts'
import { formatInstant } from '../output/format.ts'
import { withinTime } from '../waiting/within-time.ts'
import { send } from './channels/send.ts'
import { endedEvent } from './conditions/ended-event.ts'
import { isQuiet } from './is-quiet.ts'
import type { NotificationContent } from './message/content.ts'
import type { NotifyOptions } from './notify-options.ts'

/** A database that does not answer in this time is away. */
const PATIENCE_MS = 5000
/** A restart of the database is no trouble. */
const TROUBLE_AFTER_MS = 120_000
const REMIND_AFTER_MS = 7 * 86_400_000

/** What watching takes. */
interface WatchOptions {
  readonly store: Store
  readonly notify: NotifyOptions
  readonly dispatcher: Dispatcher
  readonly logger: Logger
  readonly signal: AbortSignal
  readonly now: () => Date
  /** So long it may fail. @defaultValue two minutes */
  readonly troubleAfterMs?: number
}

/** What one target was told of the trouble. */
interface Told {
  readonly text: string
  readonly at: Date
}

/** What watches the database. */
export interface DatabaseWatch {
  /** Looks once, and tells what is to be told. Never rejects. */
  look(): Promise<void>
}

/**
 * Tells of a database that does not answer or takes no rows. That cannot be noted in the database: this process remembers
 * whom it has told, and sends without an outbox, until they take it. Only the targets of the settings are known then.
 */
export function watchDatabase(options: WatchOptions): DatabaseWatch {
  const { store, notify, now, troubleAfterMs = TROUBLE_AFTER_MS } = options
  const told = new Map<string, Told>()
  let since: Date | null = null

  const look = async (): Promise<void> => {
    const trouble = await troubleOf(store)
    const at = now()
    if (trouble === null) {
      if (since !== null && told.size > 0) await tellOfTheEnd(since, at)
      if (told.size === 0) since = null
      return
    }
    since ??= at
    if (at.getTime() - since.getTime() >= troubleAfterMs) await tell(trouble, since, at)
  }

  const tell = async (text: string, from: Date, at: Date): Promise<void> => {
    const content = troubleContent(text, from)
    for (const target of notify.targets ?? []) {
      const known = told.get(target.id)
      const isOld = known !== undefined && at.getTime() - known.at.getTime() >= REMIND_AFTER_MS
      if (known !== undefined && known.text === text && !isOld) continue
      const type = known === undefined ? 'opened' : known.text === text ? 'reminder' : 'changed'
      if (await reach(target, { ...content, type }, from, at)) told.set(target.id, { text, at })
    }
  }

  const tellOfTheEnd = async (from: Date, at: Date): Promise<void> => {
    for (const target of notify.targets ?? []) {
      if (!told.has(target.id)) continue
      if (await reach(target, endContent(from, at), from, at)) told.delete(target.id)
    }
  }

  const reach = async (
    target: NotifyTarget,
    content: NotificationContent,
    from: Date,
    at: Date,
  ): Promise<boolean> => {
    const { quiet, timeZone = 'UTC', webhookSecret, certificates } = notify
    if (isQuiet(at, quiet, timeZone)) return false
    const message = { id: messageId(content, from), createdAt: at, content }
    const delivery = await send(target, message, { ...options, webhookSecret, certificates })
    if (!delivery.delivered) {
      options.logger.warn('nobody could be told that the database is in trouble', {
        target: target.shown,
        reason: delivery.error,
      })
    }
    return delivery.delivered
  }

  return { look }
}

/** What is wrong, in words without addresses; null where nothing is. */
async function troubleOf(store: Store): Promise<string | null> {
  const checked = store.checkWrites().then(
    () => null,
    (error: unknown) =>
      isDatabaseNotWritableError(error)
        ? `${error.message} ${error.remedy}`
        : 'The database does not answer, or refuses the connection.',
  )
  const answer = await withinTime(
    checked.then((text) => ({ text })),
    PATIENCE_MS,
  )
  return answer === undefined ? 'The database takes too long to answer.' : answer.text
}

/** Tells once, without a database, that it cannot be opened. Whom that does not reach is told by the next try. */
export async function tellDatabaseTrouble(
  text: string,
  { notify, ...sending }: Pick<WatchOptions, 'notify' | 'dispatcher' | 'signal' | 'now'>,
): Promise<void> {
  const { targets = [], quiet, timeZone = 'UTC', webhookSecret, certificates } = notify
  const at = sending.now()
  if (isQuiet(at, quiet, timeZone)) return
  const content = troubleContent(text, at)
  const message = { id: messageId(content, at), createdAt: at, content }
  await Promise.all(
    targets.map((target) => send(target, message, { ...sending, webhookSecret, certificates })),
  )
}

function troubleContent(text: string, since: Date): NotificationContent {
  const title = 'The database is in trouble'
  return {
    type: 'opened',
    code: 'database_trouble',
    title,
    events: [
      {
        account_id: null,
        account_name: null,
        title,
        text: `${text} Since ${formatInstant(since)} nothing is stored, of any account.`,
        action: 'airbnb-insights doctor --offline',
        since: since.toISOString(),
        details: {},
      },
    ],
  }
}

function endContent(since: Date, now: Date): NotificationContent {
  const state = {
    topic: 'database',
    accountId: '',
    subject: '',
    code: 'database_trouble',
    fingerprint: '',
    title: 'The database is in trouble',
    since,
    openedAt: since,
    toldAt: since,
  }
  const event = endedEvent(state, null, now)
  return { type: 'ended', code: 'database_trouble', title: event.title, events: [event] }
}

/** The same from every process that notices within the hour: they cannot agree by the database. */
function messageId({ type, title }: NotificationContent, since: Date): string {
  const hour = since.toISOString().slice(0, 13)
  const hex = createHash('sha256').update(`database ${type} ${title} ${hour}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
