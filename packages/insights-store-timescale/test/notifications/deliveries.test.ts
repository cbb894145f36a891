import { expect, test } from 'vitest'
import type { NotificationState } from '../../src/notifications/notification-state.ts'
import type { Store } from '../../src/open-store.ts'
import { ACCOUNT, addAccount } from '../samples/sample-account.ts'
import { describeStores, type OpenTestStore } from '../support/describe-stores.ts'

const TARGET = { target: 't1', shown: 'webhook at hooks.example' }
const HOLD = { holdMs: 60_000 }

const state = (changes: Partial<NotificationState> = {}): NotificationState => ({
  topic: 'session',
  accountId: ACCOUNT,
  subject: '',
  code: 'session_expired',
  fingerprint: 'one',
  title: 'The session has expired',
  since: null,
  openedAt: new Date('2025-07-14T05:00:00Z'),
  toldAt: new Date('2025-07-14T05:00:00Z'),
  ...changes,
})

/** Tells of the session where the target does not know of it yet. */
const tellOnce = (store: Store, target = TARGET) =>
  store.notifications.reconcile(target, (states) =>
    states.some(({ topic }) => topic === 'session')
      ? { set: [], drop: [], messages: [] }
      : {
          set: [state()],
          drop: [],
          messages: [{ accountId: ACCOUNT, code: 'session_expired', content: '{"a":1}' }],
        },
  )

const opened = async (open: OpenTestStore): Promise<Store> => {
  const store = await open()
  await addAccount(store)
  return store
}

describeStores((_name, open) => {
  test('what several processes find out at once is told once', async () => {
    const store = await opened(open)
    const other = await open({ keepData: true })
    const told = await Promise.all([tellOnce(store), tellOnce(other), tellOnce(store), tellOnce(other)])
    expect(told.filter((messages) => messages > 0)).toEqual([1])
    expect(await store.notifications.messages({ limit: 10 })).toHaveLength(1)
    expect(await store.notifications.states()).toEqual([{ ...state(), target: 't1' }])
  })

  test('a state and its message are stored together or not at all', async () => {
    const store = await opened(open)
    const failed = await store.notifications
      .reconcile(TARGET, () => ({
        set: [state()],
        drop: [],
        // @ts-expect-error -- no code: the database refuses it
        messages: [{ accountId: ACCOUNT, code: null, content: '{}' }],
      }))
      .catch((error: unknown) => error)
    expect(failed).toBeInstanceOf(Error)
    expect(await store.notifications.states()).toEqual([])
  })

  test('one process at a time writes to a target, in the order of the messages', async () => {
    const store = await opened(open)
    expect(await store.notifications.claim('t1', HOLD)).toBeUndefined()
    await store.notifications.reconcile(TARGET, () => ({
      set: [],
      drop: [],
      messages: ['1', '2'].map((content) => ({ accountId: '', code: 'api_drift', content })),
    }))
    const claim = await store.notifications.claim('t1', HOLD)
    if (claim === undefined) throw new Error('there was nothing to claim')
    expect(await store.notifications.claim('t1', HOLD)).toBeUndefined()
    const first = await store.notifications.next(claim, HOLD)
    expect(first).toMatchObject({ content: '1', attempts: 0 })
    // Until it is told to have arrived, it is the next one: after a crash, too.
    expect((await store.notifications.next(claim, HOLD))?.messageId).toBe(first?.messageId)
    await store.notifications.sent(claim, first?.messageId ?? '')
    expect((await store.notifications.next(claim, HOLD))?.content).toBe('2')
    await store.notifications.release(claim)
    expect(await store.notifications.next(claim, HOLD)).toBeUndefined()
    expect(await store.notifications.claim('t1', HOLD)).toBeDefined()
  })

  test('a claim whose holder has died runs out', async () => {
    const store = await opened(open)
    await tellOnce(store)
    expect(await store.notifications.claim('t1', { holdMs: 1 })).toBeDefined()
    await expect.poll(() => store.notifications.claim('t1', HOLD)).toBeDefined()
  })

  test('a target that is down lets its messages wait, and no other’s', async () => {
    const store = await opened(open)
    const other = { target: 't2', shown: 'ntfy at ntfy.example' }
    await tellOnce(store)
    await tellOnce(store, other)
    const claim = await store.notifications.claim('t1', HOLD)
    if (claim === undefined) throw new Error('there was nothing to claim')
    const message = await store.notifications.next(claim, HOLD)
    const failure = { error: 'it answered with 503', retryInMs: 60_000, whole: true }
    await store.notifications.failed(claim, message?.messageId ?? '', failure)
    await store.notifications.release(claim)
    expect(await store.notifications.claim('t1', HOLD)).toBeUndefined()
    expect(await store.notifications.claim('t2', HOLD)).toBeDefined()
    expect(await store.notifications.targets()).toMatchObject([
      { target: 't1', failures: 1, waiting: 1, lastSentAt: null, lastError: 'it answered with 503' },
      { target: 't2', failures: 0, waiting: 1 },
    ])
    expect(await store.notifications.messages({ limit: 10 })).toContainEqual(
      expect.objectContaining({ target: 't1', attempts: 1, lastError: 'it answered with 503', sentAt: null }),
    )
  })

  test('a message that alone was refused lets the next one go', async () => {
    const store = await opened(open)
    await store.notifications.reconcile(TARGET, () => ({
      set: [],
      drop: [],
      messages: ['1', '2'].map((content) => ({ accountId: '', code: 'api_drift', content })),
    }))
    const claim = await store.notifications.claim('t1', HOLD)
    if (claim === undefined) throw new Error('there was nothing to claim')
    const first = await store.notifications.next(claim, HOLD)
    const failure = { error: 'it answered with 400', retryInMs: 60_000, whole: false }
    await store.notifications.failed(claim, first?.messageId ?? '', failure)
    expect((await store.notifications.next(claim, HOLD))?.content).toBe('2')
  })

  test('what cannot be delivered is given up after its time, and forgotten later', async () => {
    const store = await opened(open)
    await tellOnce(store)
    const day = 86_400_000
    expect(await store.notifications.sweep({ giveUpAfterMs: day, forgetAfterMs: 2 * day })).toBe(0)
    expect(await store.notifications.sweep({ giveUpAfterMs: -1000, forgetAfterMs: day })).toBe(1)
    expect(await store.notifications.messages({ limit: 10 })).toMatchObject([
      { sentAt: null, nextAttemptAt: null, givenUpAt: expect.any(Date) },
    ])
    expect(await store.notifications.claim('t1', HOLD)).toBeUndefined()
    await store.notifications.sweep({ giveUpAfterMs: day, forgetAfterMs: -1000 })
    expect(await store.notifications.messages({ limit: 10 })).toEqual([])
  })

  test('an account that is purged takes its messages along', async () => {
    const store = await opened(open)
    await store.notifications.setAccountUrls(ACCOUNT, 'ntfys://ntfy.example/simsecret-topic')
    await tellOnce(store)
    await store.accounts.remove(ACCOUNT, { purge: true })
    expect(await store.notifications.messages({ limit: 10 })).toEqual([])
    expect(await store.notifications.states()).toEqual([])
    expect((await store.notifications.accountUrls()).readable).toEqual([])
  })
})
