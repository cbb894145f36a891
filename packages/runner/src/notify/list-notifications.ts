import type { NotificationMessage, Store, TargetState } from 'insights-store-timescale'
import { dataPlace, openStoreFor } from '../cli/open-store.ts'
import { textOption } from '../cli/option-values.ts'
import { secretsOfNotifyUrls } from '../config/notify-urls.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatInstant, formatQuantity } from '../output/format.ts'
import { UsageError } from '../output/runner-error.ts'
import type { Column } from '../output/table.ts'
import type { Condition } from './conditions/condition.ts'
import { currentFindings } from './evaluate.ts'
import { readContent } from './message/read-content.ts'
import type { NotifyInvocation } from './notify-invocation.ts'
import { readRoutes, shownScope } from './routes.ts'

const USUAL_LIMIT = 20

/** A target as it is listed. */
interface ListedTarget extends TargetState {
  /** Whose it is; null for one that is not set any more, or not in the settings of this command. */
  readonly of: string | null
}

/** A message as it is listed. */
interface ListedMessage extends Omit<NotificationMessage, 'content'> {
  readonly shown: string
  readonly type: string | null
  readonly title: string | null
}

/** Shows targets, what is open, and what was sent. */
export async function listNotifications(invocation: NotifyInvocation): Promise<ExitCode> {
  const { output, settings } = invocation
  const limit = limitOption(invocation)
  await using store = await openStoreFor(invocation)
  const targets = await listedTargets(store, invocation)
  const { open } = await currentFindings(store, { listingNames: settings.notifyListingNames }, new Date())
  const shownOf = new Map(targets.map(({ target, shown }) => [target, shown]))
  const messages = (await store.notifications.messages({ limit })).map((message) =>
    listedMessage(message, shownOf),
  )
  output.document({ targets, conditions: open, messages })
  if (targets.length === 0) {
    output.print(
      `Nobody is told anything: NOTIFY_URLS is not set, and no account in ${dataPlace(invocation)} has targets of its own.`,
    )
  } else await output.table(targets, TARGET_COLUMNS)
  output.print()
  if (open.length === 0) output.print(`${output.style('good', '✓')} Nothing needs a human.`)
  else await output.table(open, CONDITION_COLUMNS)
  if (messages.length > 0) {
    output.print()
    await output.table(messages, MESSAGE_COLUMNS)
  }
  return 0
}

async function listedTargets(
  store: Store,
  { settings, context, logger }: NotifyInvocation,
): Promise<ListedTarget[]> {
  const routes = await readRoutes({
    store,
    targets: settings.notifyUrls,
    hide: (urls) => secretsOfNotifyUrls(urls).forEach((secret) => context.redactor.add(secret)),
    logger,
  })
  const known = new Map((await store.notifications.targets()).map((state) => [state.target, state]))
  const set = routes.map(({ target: { id, shown }, scope }): ListedTarget => {
    const state = known.get(id)
    known.delete(id)
    const fresh = { target: id, shown, failures: 0, lastSentAt: null, lastError: null, waiting: 0 }
    return { ...fresh, ...state, of: shownScope(scope) }
  })
  return [...set, ...[...known.values()].map((state) => ({ ...state, of: null }))]
}

function listedMessage(
  { content, ...message }: NotificationMessage,
  shownOf: ReadonlyMap<string, string>,
): ListedMessage {
  const read = readContent(content)
  return {
    ...message,
    shown: shownOf.get(message.target) ?? message.target,
    type: read?.type ?? null,
    title: read?.title ?? null,
  }
}

function limitOption({ options }: NotifyInvocation): number {
  const given = textOption(options, 'limit')
  if (given === undefined) return USUAL_LIMIT
  const limit = /^\d{1,4}$/.test(given) ? Number(given) : 0
  if (limit >= 1 && limit <= 1000) return limit
  throw new UsageError(`--limit: given ${JSON.stringify(given)}, allowed: a whole number from 1 to 1000`)
}

const TARGET_COLUMNS: readonly Column<ListedTarget>[] = [
  { heading: 'Target', text: ({ shown }) => shown },
  {
    heading: 'Told of',
    text: ({ of }) => of ?? 'not set here',
    tone: ({ of }) => (of === null ? 'quiet' : undefined),
  },
  { heading: 'Last message', text: ({ lastSentAt }) => formatInstant(lastSentAt) },
  { heading: 'Waiting', text: ({ waiting }) => String(waiting), align: 'right' },
  {
    heading: 'Last failure',
    text: ({ lastError }) => lastError,
    tone: () => 'bad',
    shrinks: true,
  },
]

const CONDITION_COLUMNS: readonly Column<Condition>[] = [
  { heading: 'Open now', text: ({ code }) => code },
  { heading: 'Since', text: ({ since }) => (since === null ? '–' : formatInstant(since)) },
  { heading: 'What', text: ({ title }) => title, shrinks: true },
]

const MESSAGE_COLUMNS: readonly Column<ListedMessage>[] = [
  { heading: 'Message', text: ({ createdAt }) => formatInstant(createdAt) },
  { heading: 'To', text: ({ shown }) => shown, yields: true },
  {
    heading: 'What became of it',
    text: fateOf,
    tone: (message) => (message.givenUpAt === null ? undefined : 'bad'),
  },
  { heading: 'What it says', text: ({ title, code }) => title ?? code, shrinks: true },
]

function fateOf({ sentAt, givenUpAt, nextAttemptAt, attempts }: ListedMessage): string {
  if (sentAt !== null) return `sent ${formatInstant(sentAt)}`
  if (givenUpAt !== null) return `given up after ${formatQuantity(attempts, 'attempt')}`
  return attempts === 0
    ? 'waits'
    : `tried ${formatQuantity(attempts, 'time')}, next ${formatInstant(nextAttemptAt)}`
}
