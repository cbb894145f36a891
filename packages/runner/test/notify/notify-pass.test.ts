import type { Store } from 'insights-store-timescale'
import { sql } from 'kysely'
import { Agent } from 'undici'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { parseNotifyUrls } from '../../src/config/notify-urls.ts'
import { parseQuietHours } from '../../src/config/quiet-hours.ts'
import type { NotifyOptions } from '../../src/notify/notify-options.ts'
import { notifyPass } from '../../src/notify/notify-pass.ts'
import { memoryStore } from '../support/sync-bench.ts'
import { TargetServer } from './support/target-server.ts'

const ACCOUNT = '120000042'
const OTHER = '411427786'
let store: Store
let ours: TargetServer
let owners: TargetServer
const dispatcher = new Agent()
const lines: string[] = []
const logger = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [
    level,
    (message: string, more?: object) => lines.push(`${level} ${message} ${JSON.stringify(more)}`),
  ]),
) as unknown as Parameters<typeof notifyPass>[0]['logger']

beforeAll(async () => {
  store = await memoryStore()
  ;[ours, owners] = await Promise.all([TargetServer.start(), TargetServer.start()])
})
beforeEach(async () => {
  for (const accountId of [ACCOUNT, OTHER]) {
    await store.accounts.remove(accountId, { purge: true }).catch(() => {})
    const session = { cookie: `_aat=simsecret-${accountId}`, clientVersion: 'x', userAgent: 'x' }
    await store.accounts.upsert({ accountId, ...session })
  }
  await store.db.deleteFrom('notification_targets').execute()
  for (const server of [ours, owners]) {
    server.requests.splice(0)
    server.answer = { status: 200 }
  }
  lines.splice(0)
})
afterAll(async () => {
  await Promise.all([ours[Symbol.asyncDispose](), owners[Symbol.asyncDispose]()])
  await dispatcher.close()
  await store.close()
})

const urls = () => parseNotifyUrls(`http://${ours.host}/simsecret-1`)
const ownUrl = () => `ntfy://${owners.host}/simsecret-2`

const pass = (
  notify: NotifyOptions = { targets: urls() },
  more: { now?: Date; looks?: boolean; signal?: AbortSignal } = {},
) =>
  notifyPass({
    store,
    notify,
    dispatcher,
    looks: more.looks ?? true,
    hide: () => {},
    logger,
    signal: more.signal ?? new AbortController().signal,
    now: () => more.now ?? new Date(),
  })

const mark = async (status: 'expired' | 'ok', accountId = ACCOUNT) => {
  const { credentialVersion = 0 } = (await store.accounts.get(accountId)) ?? {}
  await store.accounts.markCredentials(accountId, status, { ifVersion: credentialVersion })
}

/** Lets what waits be due at once. */
const makeDue = async () => {
  const past = sql<Date>`now() - interval '1 second'`
  await store.db.updateTable('notification_messages').set({ next_attempt_at: past }).execute()
  await store.db
    .updateTable('notification_targets')
    .set({ next_attempt_at: past, claimed_until: null })
    .execute()
}

test('many workers at once tell a thing once', async () => {
  await mark('expired')
  await Promise.all(Array.from({ length: 5 }, () => pass()))
  await pass()
  expect(ours.all('code')).toEqual(['session_expired'])
})

test('a target that is down loses nothing and blocks no other; later it gets all, in order', async () => {
  await store.notifications.setAccountUrls(ACCOUNT, ownUrl())
  ours.answer = { status: 503 }
  await mark('expired')
  expect(await pass()).toMatchObject({ sent: 1, failed: [{ error: 'answered with 503' }] })
  expect(owners.requests).toHaveLength(1)
  await mark('ok')
  expect(await pass()).toMatchObject({ sent: 1, failed: [] })
  expect(ours.requests).toHaveLength(1)
  ours.answer = { status: 200 }
  await makeDue()
  expect(await pass({ targets: urls() }, { looks: false })).toEqual({ sent: 2, failed: [] })
  expect(ours.all('type')).toEqual(['opened', 'opened', 'ended'])
  const [first, again] = ours.all('id')
  expect(again).toBe(first)
  expect(lines.filter((line) => line.includes('simsecret'))).toEqual([])
})

test('a process that dies after it has sent sends again, with the same id', async () => {
  await mark('expired')
  const died = new AbortController()
  ours.answer = 'silence'
  const dying = pass({ targets: urls() }, { signal: died.signal })
  await expect.poll(() => ours.requests.length).toBe(1)
  died.abort()
  expect(await dying).toEqual({ sent: 0, failed: [] })
  ours.answer = { status: 200 }
  await makeDue()
  await pass()
  const [first, again, ...more] = ours.all('id')
  expect([again, more]).toEqual([first, []])
})

test('in quiet hours nobody is told, and what has passed by their end is never told', async () => {
  const night = { targets: urls(), quiet: parseQuietHours('22:00-07:00'), timeZone: 'UTC' }
  const evening = new Date('2026-06-15T22:30:00Z')
  await mark('expired')
  await mark('expired', OTHER)
  await pass(night, { now: evening })
  await mark('ok', OTHER)
  expect(ours.requests).toEqual([])
  await pass(night, { now: new Date('2026-06-16T07:00:00Z') })
  expect(ours.bodies).toMatchObject([{ code: 'session_expired', events: [{ account_id: ACCOUNT }] }])
})

test('an account’s own target hears of that account alone, and a new target of what is open', async () => {
  await mark('expired')
  await mark('expired', OTHER)
  await pass()
  expect(ours.requests).toHaveLength(2)
  await store.notifications.setAccountUrls(OTHER, ownUrl())
  await pass()
  expect(ours.requests).toHaveLength(2)
  expect(owners.all('title')).toEqual([`The session of account ${OTHER} has expired`])
})

test('without any target nothing is noted: who is named later hears of it', async () => {
  await mark('expired')
  await pass({})
  await pass()
  expect(ours.all('code')).toEqual(['session_expired'])
})

test('a purged account is forgotten without a word', async () => {
  await mark('expired')
  await pass()
  await store.accounts.remove(ACCOUNT, { purge: true })
  await pass()
  expect(ours.all('type')).toEqual(['opened'])
})

test('what nobody takes for three days is given up', async () => {
  await mark('expired')
  ours.answer = { status: 500 }
  await pass()
  const old = sql<Date>`now() - interval '73 hours'`
  await store.db.updateTable('notification_messages').set({ created_at: old }).execute()
  await makeDue()
  await pass()
  expect(ours.requests).toHaveLength(1)
  expect(lines).toContainEqual(expect.stringContaining('notifications were given up'))
  expect(await store.notifications.messages({ limit: 1 })).toMatchObject([{ givenUpAt: expect.any(Date) }])
})

test('an account’s targets that do not open or cannot be used keep no other from being told', async () => {
  await store.notifications.setAccountUrls(OTHER, 'gopher://simsecret')
  await mark('expired')
  await pass()
  expect(ours.requests).toHaveLength(1)
  expect(lines).toContainEqual(expect.stringContaining('begins with a scheme that is not known'))
  expect(lines.filter((line) => line.includes('simsecret'))).toEqual([])
})
