import { describe, expect, test } from 'vitest'
import { continuationOf } from '../../src/runs/continuation.ts'
import type { Run } from '../../src/runs/run.ts'
import type { RunStatus } from '../../src/runs/run-status.ts'

const run = (status: RunStatus, rest: Partial<Run> = {}): Run => ({
  runId: `${status} ${rest.trigger ?? 'manual'}`,
  accountId: '1',
  status,
  trigger: 'manual',
  full: false,
  scrapeDay: '2025-07-14',
  baseDay: null,
  holder: null,
  leaseToken: null,
  attempts: 1,
  retries: 0,
  createdAt: new Date(0),
  startedAt: new Date(0),
  finishedAt: null,
  nextAttemptAt: null,
  cancelRequestedAt: null,
  listingsTotal: 0,
  listingsSucceeded: 0,
  listingsFailed: 0,
  requestsTotal: 0,
  requestsDone: 0,
  rows: { inserted: 0, updated: 0, unchanged: 0 },
  sequence: 0,
  error: null,
  notes: [],
  otelTraceId: null,
  ...rest,
})

const now = new Date('2025-07-14T12:00:00Z')
const manual = { full: false, trigger: 'manual', ignoreCoolDown: false, now } as const
const full = { ...manual, full: true } as const
const scheduled = { ...manual, trigger: 'scheduled' } as const
const later = new Date(now.getTime() + 1)

describe('continuationOf', () => {
  test('begins anew where there is no run', () => {
    expect(continuationOf([], manual)).toEqual({ kind: 'new' })
  })

  test.each(['queued', 'running', 'cancelled', 'auth_failed', 'rate_limited'] as const)(
    'continues a %s run',
    (status) => {
      const before = run(status, { retries: 3 })
      expect(continuationOf([before], manual)).toEqual({ kind: 'continue', run: before, retry: false })
    },
  )

  test.each(['partial', 'failed'] as const)('retries a %s run three times', (status) => {
    const twice = run(status, { retries: 2 })
    expect(continuationOf([twice], manual)).toEqual({ kind: 'continue', run: twice, retry: true })
    const thrice = run(status, { retries: 3 })
    expect(continuationOf([thrice], manual)).toEqual({ kind: 'retries_spent', run: thrice })
  })

  test('begins anew after a run that succeeded', () => {
    expect(continuationOf([run('succeeded'), run('partial')], manual)).toEqual({ kind: 'new' })
  })

  test('continues with a full sync only what is full', () => {
    expect(continuationOf([run('partial')], full)).toEqual({ kind: 'new' })
    const before = run('running', { full: true })
    expect(continuationOf([before], full)).toEqual({ kind: 'continue', run: before, retry: false })
    expect(continuationOf([before], manual)).toEqual({ kind: 'continue', run: before, retry: false })
  })

  test.each(['partial', 'failed'] as const)(
    'begins a manual full sync anew once a full %s run has spent its retries',
    (status) => {
      const spent = run(status, { full: true, retries: 3 })
      expect(continuationOf([spent], full)).toEqual({ kind: 'new' })
      expect(continuationOf([spent], manual)).toEqual({ kind: 'retries_spent', run: spent })
      const own = run(status, { full: true, retries: 3, trigger: 'scheduled' })
      expect(continuationOf([own], { ...full, trigger: 'scheduled' })).toEqual({
        kind: 'retries_spent',
        run: own,
      })
    },
  )

  test('holds everything back until a rate limit is over', () => {
    const limited = run('rate_limited', { nextAttemptAt: later })
    const heldBack = { kind: 'resting', run: limited, notBefore: later }
    for (const asked of [manual, full, scheduled]) {
      expect(continuationOf([limited], asked)).toEqual(heldBack)
      expect(continuationOf([limited], { ...asked, ignoreCoolDown: true }).kind).not.toBe('resting')
      expect(continuationOf([limited], { ...asked, now: later }).kind).not.toBe('resting')
    }
    const fullLimited = { ...limited, full: true }
    expect(continuationOf([fullLimited], full)).toEqual({ ...heldBack, run: fullLimited })
  })

  test('holds a scheduled run back for a later manual one that was limited, and for its own limit', () => {
    const limited = run('rate_limited', { nextAttemptAt: later })
    const expired = run('auth_failed', { trigger: 'scheduled' })
    expect(continuationOf([limited, expired], { ...scheduled, full: true })).toEqual({
      kind: 'resting',
      run: limited,
      notBefore: later,
    })
    const own = run('rate_limited', { trigger: 'scheduled', nextAttemptAt: later })
    const afterwards = [run('succeeded'), own]
    expect(continuationOf(afterwards, scheduled)).toEqual({ kind: 'resting', run: own, notBefore: later })
    expect(continuationOf(afterwards, manual)).toEqual({ kind: 'new' })
  })

  test('holds nothing back for what was not rate-limited', () => {
    const failed = run('failed', { nextAttemptAt: later })
    expect(continuationOf([failed], manual)).toEqual({ kind: 'continue', run: failed, retry: true })
  })

  test('makes no second scheduled run for the day', () => {
    const done = run('succeeded', { trigger: 'scheduled' })
    expect(continuationOf([done], scheduled)).toEqual({ kind: 'nothing_missing', run: done })
    expect(continuationOf([done], manual)).toEqual({ kind: 'new' })
    const expired = run('auth_failed', { trigger: 'scheduled' })
    expect(continuationOf([run('succeeded'), expired], scheduled)).toEqual({
      kind: 'continue',
      run: expired,
      retry: false,
    })
    expect(continuationOf([run('succeeded')], scheduled)).toEqual({ kind: 'new' })
  })

  test('goes on with a certain run while it waits for that, and leaves it once it has ended', () => {
    for (const status of ['partial', 'failed', 'auth_failed', 'rate_limited', 'cancelled'] as const) {
      const ended = run(status)
      const kind = status === 'cancelled' ? 'cancelled' : 'ended'
      expect(continuationOf([ended], { ...manual, wanted: ended })).toEqual({ kind, run: ended })
      const waits = run(status, { nextAttemptAt: now })
      expect(continuationOf([waits], { ...manual, wanted: waits })).toMatchObject({
        kind: 'continue',
        run: waits,
      })
    }
    const done = run('succeeded', { nextAttemptAt: now })
    expect(continuationOf([done], { ...manual, wanted: done })).toEqual({
      kind: 'nothing_missing',
      run: done,
    })
  })

  test('holds a certain run back that is not due yet, unless it is told not to', () => {
    const early = run('partial', { nextAttemptAt: later })
    const asked = { ...manual, wanted: early }
    expect(continuationOf([early], asked)).toEqual({ kind: 'not_due', run: early, notBefore: later })
    expect(continuationOf([early], { ...asked, now: later }).kind).toBe('continue')
    expect(continuationOf([early], { ...asked, ignoreCoolDown: true }).kind).toBe('continue')
  })

  test('cancels a certain run whose holder died before it met the wish', () => {
    const wished = run('running', { cancelRequestedAt: now })
    expect(continuationOf([wished], { ...manual, wanted: wished })).toEqual({
      kind: 'cancelled',
      run: wished,
    })
    expect(continuationOf([], { ...manual, wanted: wished })).toEqual({ kind: 'cancelled', run: wished })
    expect(continuationOf([wished], manual).kind).toBe('continue')
  })

  test('begins anew in place of an earlier day’s run, and lets that one’s rate limit last', () => {
    const previous = run('rate_limited', { scrapeDay: '2025-07-13', nextAttemptAt: later })
    const heldBack = { kind: 'resting', run: previous, notBefore: later }
    expect(continuationOf([], { ...manual, previous })).toEqual(heldBack)
    expect(continuationOf([run('queued')], { ...scheduled, previous })).toEqual(heldBack)
    expect(continuationOf([], { ...manual, previous, now: later })).toEqual({ kind: 'new' })
    expect(continuationOf([], { ...manual, wanted: previous, now: later })).toEqual({ kind: 'new' })
    // What has asked the server since has passed that limit over.
    expect(continuationOf([run('succeeded')], { ...manual, previous })).toEqual({ kind: 'new' })
  })
})
