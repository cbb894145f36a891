import type { NotificationChanges, NotificationState, Store } from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import type { Findings } from './conditions/condition.ts'
import { decideChanges } from './conditions/decide-changes.ts'
import { findConditions } from './conditions/find-conditions.ts'
import { type DigestDue, digestDue } from './digest/digest-due.ts'
import type { NotifyOptions } from './notify-options.ts'
import type { Route } from './routes.ts'

/** What is looked at. */
interface EvaluateOptions {
  readonly store: Store
  readonly notify: NotifyOptions
  readonly routes: readonly Route[]
  /** Look at this account alone. */
  readonly accountId?: string | undefined
  readonly now: Date
}

const NOTHING: NotificationChanges = { set: [], drop: [], messages: [] }

/**
 * Looks at what there is to be told, and puts the messages on their way. Whatever is found again, by this process or
 * another, adds nothing.
 *
 * @returns how many messages are new.
 */
export async function evaluate(options: EvaluateOptions): Promise<number> {
  const { store, notify, routes, accountId, now } = options
  if (routes.length === 0) return 0
  const { findings, names } = await readFindings(store, notify, now, accountId)
  const known = Map.groupBy(await store.notifications.states(), ({ target }) => target)
  let messages = 0
  for (const { target, scope } of routes) {
    const seen = known.get(target.id) ?? []
    const digest = await digestDue(options, scope, seen)
    const decide = (states: readonly NotificationState[]): NotificationChanges =>
      together(decideChanges(states, findings, { scope, now, names }), digestChanges(digest, states))
    // Most of the time nothing is new, and no lock has to be taken to find that out.
    if (isNothing(decide(seen))) continue
    messages += await store.notifications.reconcile({ target: target.id, shown: target.shown }, decide)
  }
  return messages
}

/** What open conditions there are, for whoever wants to see them. */
export async function currentFindings(
  store: Store,
  notify: Pick<NotifyOptions, 'listingNames'>,
  now: Date,
): Promise<Findings> {
  return (await readFindings(store, notify, now)).findings
}

async function readFindings(
  store: Store,
  { listingNames = false }: Pick<NotifyOptions, 'listingNames'>,
  now: Date,
  accountId?: string,
): Promise<{ findings: Findings; names: ReadonlyMap<string, string | null> }> {
  const [accounts, outlooks, pauses] = await Promise.all([
    store.notifications.facts({ today: utcDateOf(now), accountId }),
    store.accounts.sessionOutlooks(accountId === undefined ? undefined : [accountId]),
    store.pauses.list(),
  ])
  const complete = accountId === undefined
  return {
    findings: findConditions({ accounts, outlooks, pauses, now, listingNames, complete }),
    names: new Map(accounts.map((account) => [account.accountId, account.name])),
  }
}

function digestChanges(due: DigestDue | null, states: readonly NotificationState[]): NotificationChanges {
  if (due === null) return NOTHING
  const { state, content } = due
  const known = states.find(({ topic }) => topic === state.topic)
  if (known?.fingerprint === state.fingerprint) return NOTHING
  const messages =
    content === null ? [] : [{ accountId: '', code: state.code, content: JSON.stringify(content) }]
  return { set: [state], drop: [], messages }
}

function together(one: NotificationChanges, other: NotificationChanges): NotificationChanges {
  return {
    set: [...one.set, ...other.set],
    drop: [...one.drop, ...other.drop],
    messages: [...one.messages, ...other.messages],
  }
}

function isNothing({ set, drop, messages }: NotificationChanges): boolean {
  return set.length + drop.length + messages.length === 0
}
