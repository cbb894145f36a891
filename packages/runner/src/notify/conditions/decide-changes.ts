import type { NotificationChanges, NotificationState } from 'insights-store-timescale'
import type { EventContent, NotificationContent } from '../message/content.ts'
import { type Condition, type Findings, keyOf, MOMENTS } from './condition.ts'
import { endedEvent } from './ended-event.ts'

/** What is still so is told again after so long. */
const REMIND_AFTER_MS = 7 * 86_400_000
/** So many of one kind at once are one message. */
const ONE_MESSAGE_FROM = 4

/** Which conditions a target is told of: those of all accounts and of none, or those of some accounts alone. */
export type TargetScope = 'all' | ReadonlySet<string>

/** What a change is, before it is a message. */
interface Change {
  readonly type: 'opened' | 'changed' | 'reminder' | 'ended'
  readonly code: NotificationContent['code']
  readonly accountId: string
  readonly event: EventContent
}

/**
 * What a target is to be told, and what it knows then: each condition once, again when it changes or after a week, and
 * that it is well again when it ends. What is not known just now stays as it is.
 */
export function decideChanges(
  states: readonly NotificationState[],
  findings: Findings,
  { scope, now, names }: { scope: TargetScope; now: Date; names: ReadonlyMap<string, string | null> },
): NotificationChanges {
  const open = findings.open.filter(({ accountId }) => scope === 'all' || scope.has(accountId))
  const known = new Map(states.map((state) => [keyOf(state), state]))
  const changes: Change[] = []
  const set: NotificationState[] = []
  for (const condition of open) {
    const state = known.get(keyOf(condition))
    const type = typeOfChange(state, condition, now)
    if (type === null) continue
    set.push(stateOf(condition, type === 'opened' ? now : (state?.openedAt ?? now), now))
    const { code, accountId } = condition
    changes.push({ type, code, accountId, event: eventOf(condition) })
  }
  const isOpen = new Set(open.map(keyOf))
  const drop = states.filter((state) => !isOpen.has(keyOf(state)) && isOver(state, findings))
  for (const state of drop) {
    const { accountId, topic } = state
    // What happened has not ended, and of an account that nobody watches nothing is known.
    if (MOMENTS.has(topic) || (accountId !== '' && !findings.watched.has(accountId))) continue
    const event = endedEvent(state, names.get(accountId) ?? null, now)
    changes.push({ type: 'ended', code: state.code, accountId, event })
  }
  return { set, drop, messages: messagesOf(changes) }
}

function typeOfChange(
  state: NotificationState | undefined,
  condition: Condition,
  now: Date,
): 'opened' | 'changed' | 'reminder' | null {
  if (state === undefined || state.code !== condition.code) return 'opened'
  if (state.fingerprint !== condition.fingerprint) return 'changed'
  const isOld = now.getTime() - state.toldAt.getTime() >= REMIND_AFTER_MS
  return isOld && !MOMENTS.has(condition.topic) ? 'reminder' : null
}

/** Whether what a target knows is no more so. */
function isOver(state: NotificationState, { undecided, complete, watched }: Findings): boolean {
  if (state.topic === 'digest') return false
  if (undecided.has(keyOf(state))) return false
  // Who looked at some accounts only knows nothing of the others.
  return complete || watched.has(state.accountId)
}

function stateOf(condition: Condition, openedAt: Date, toldAt: Date): NotificationState {
  const { topic, accountId, subject, code, fingerprint, title, since } = condition
  return { topic, accountId, subject, code, fingerprint, title, since, openedAt, toldAt }
}

function eventOf({ accountId, accountName, title, text, action, since, details }: Condition): EventContent {
  return {
    account_id: accountId === '' ? null : accountId,
    account_name: accountName,
    title,
    text,
    action,
    since: since?.toISOString() ?? null,
    details,
  }
}

/** Each change is a message, unless many of a kind come together. */
function messagesOf(changes: readonly Change[]): NotificationChanges['messages'] {
  const kinds = Map.groupBy(changes, ({ type, code }) => `${type} ${code}`)
  return [...kinds.values()].flatMap((alike) =>
    alike.length < ONE_MESSAGE_FROM ? alike.map((change) => messageOf([change])) : [messageOf(alike)],
  )
}

function messageOf(alike: readonly Change[]): NotificationChanges['messages'][number] {
  const [first] = alike
  if (first === undefined) throw new Error('a message says something')
  const { type, code, accountId } = first
  const content: NotificationContent = {
    type,
    code,
    title:
      alike.length === 1
        ? first.event.title
        : `${String(alike.length)} accounts: ${first.event.title}, and more`,
    events: alike.map(({ event }) => event),
  }
  return { accountId: alike.length === 1 ? accountId : '', code, content: JSON.stringify(content) }
}
