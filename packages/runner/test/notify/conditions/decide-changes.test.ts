import type { NotificationState } from 'insights-store-timescale'
import { expect, test } from 'vitest'
import { type Condition, type Findings, keyOf } from '../../../src/notify/conditions/condition.ts'
import { decideChanges, type TargetScope } from '../../../src/notify/conditions/decide-changes.ts'
import type { NotificationContent } from '../../../src/notify/message/content.ts'

const ACCOUNT = '120000042'
const NOW = new Date('2026-06-15T12:00:00Z')
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000)

const condition = (changes: Partial<Condition> = {}): Condition => ({
  topic: 'session',
  accountId: ACCOUNT,
  subject: '',
  code: 'session_expired',
  fingerprint: 'expired',
  accountName: null,
  since: daysAgo(1),
  title: 'The session has expired',
  text: 'It is so.',
  action: 'do it',
  details: {},
  ...changes,
})

const findings = (open: Condition[], changes: Partial<Findings> = {}): Findings => ({
  open,
  undecided: new Set(),
  watched: new Set([ACCOUNT]),
  complete: true,
  ...changes,
})

const told = (days: number, changes: Partial<Condition> = {}): NotificationState => {
  const { topic, accountId, subject, code, fingerprint, title, since } = condition(changes)
  const at = daysAgo(days)
  return { topic, accountId, subject, code, fingerprint, title, since, openedAt: at, toldAt: at }
}

const decide = (states: NotificationState[], found: Findings, scope: TargetScope = 'all') => {
  const { set, drop, messages } = decideChanges(states, found, { scope, now: NOW, names: new Map() })
  return {
    set: set.map(({ toldAt }) => toldAt),
    dropped: drop.map(keyOf),
    messages: messages.map(({ content }) => JSON.parse(content) as NotificationContent),
  }
}

const types = (states: NotificationState[], found: Findings, scope?: TargetScope) =>
  decide(states, found, scope).messages.map(({ type, code }) => `${type} ${code}`)

test('a condition is told once', () => {
  const { set, messages } = decide([], findings([condition()]))
  expect(set).toEqual([NOW])
  expect(messages).toMatchObject([{ type: 'opened', code: 'session_expired', events: [{ action: 'do it' }] }])
  expect(decide([told(0)], findings([condition()]))).toEqual({ set: [], dropped: [], messages: [] })
})

test('it is told again when it changes, when it becomes another, and after a week', () => {
  expect(types([told(1, { fingerprint: 'before' })], findings([condition()]))).toEqual([
    'changed session_expired',
  ])
  expect(types([told(1, { code: 'session_ending' })], findings([condition()]))).toEqual([
    'opened session_expired',
  ])
  expect(types([told(6.9)], findings([condition()]))).toEqual([])
  expect(types([told(7)], findings([condition()]))).toEqual(['reminder session_expired'])
})

test('its end is told, with how long it was so', () => {
  const { dropped, messages } = decide([told(1)], findings([]))
  expect(dropped).toEqual([`session ${ACCOUNT} `])
  expect(messages).toMatchObject([
    {
      type: 'ended',
      title: `Well again: the session of account ${ACCOUNT} works`,
      events: [{ text: 'It was so from 2026-06-14 12:00 UTC on, for 24 h. There is nothing more to do.' }],
    },
  ])
})

test('what is not known just now stays as it is', () => {
  const undecided = new Set([`session ${ACCOUNT} `])
  expect(decide([told(1)], findings([], { undecided }))).toEqual({ set: [], dropped: [], messages: [] })
  const partly = findings([], { complete: false, watched: new Set(['7']) })
  expect(decide([told(1)], partly)).toEqual({ set: [], dropped: [], messages: [] })
})

test('nobody is told that an account is well which is not watched any more', () => {
  expect(decide([told(1)], findings([], { watched: new Set() }))).toEqual({
    set: [],
    dropped: [`session ${ACCOUNT} `],
    messages: [],
  })
})

test('what has happened does not end, and is no news a week later', () => {
  const listing = { topic: 'new_listing', code: 'new_listing' } as const
  expect(types([told(8, listing)], findings([condition(listing)]))).toEqual([])
  expect(decide([told(1, listing)], findings([]))).toMatchObject({
    dropped: [`new_listing ${ACCOUNT} `],
    messages: [],
  })
})

test('an account’s own target hears of nothing else', () => {
  const drift = condition({ topic: 'api', accountId: '', subject: 'x', code: 'api_drift' })
  const found = findings([condition(), condition({ accountId: '7' }), drift], {
    watched: new Set([ACCOUNT, '7']),
  })
  expect(types([], found, new Set(['7']))).toEqual(['opened session_expired'])
  expect(types([], found)).toHaveLength(3)
})

test('many of a kind at once are one message that names all', () => {
  const ids = Array.from({ length: 50 }, (_, index) => String(index + 1))
  const open = ids.map((accountId) => condition({ accountId }))
  const { set, messages } = decide([], findings(open))
  expect(set).toHaveLength(50)
  expect(messages).toHaveLength(1)
  expect(messages[0]?.title).toBe('50 accounts: The session has expired, and more')
  expect(messages[0]?.events.map(({ account_id }) => account_id)).toEqual(ids)
})

test('the digest’s own state is left alone', () => {
  const digest = { ...told(8), topic: 'digest', accountId: '', code: 'digest' }
  expect(decide([digest], findings([]))).toEqual({ set: [], dropped: [], messages: [] })
})
