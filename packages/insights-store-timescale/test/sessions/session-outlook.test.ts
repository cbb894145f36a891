import { expect, test } from 'vitest'
import { type KeptSession, sessionOutlook } from '../../src/sessions/session-outlook.ts'

const NOW = new Date('2026-03-10T12:00:00Z')
const hoursAgo = (hours: number): Date => new Date(NOW.getTime() - hours * 3_600_000)

const session = (known: Partial<KeptSession>): KeptSession => ({
  setAt: null,
  lastAnsweredAt: null,
  lastRenewedAt: null,
  renewals: 0,
  endedAt: null,
  endedHow: null,
  ...known,
})

/** A session that was renewed for as long as it lived. */
const livedFor = (hours: number): KeptSession => {
  const ended = hoursAgo(2000)
  const before = (earlier: number) => new Date(ended.getTime() - earlier * 3_600_000)
  return session({
    setAt: before(hours),
    lastRenewedAt: before(5),
    lastAnsweredAt: before(5),
    renewals: 9,
    endedAt: ended,
    endedHow: 'expired',
  })
}

/** One that was answered for a while and never renewed. */
const unrenewedFor = (hours: number): KeptSession =>
  session({ ...livedFor(hours), lastRenewedAt: null, renewals: 0 })

test.each([
  ['an account without any session', [], 'unknown', null],
  ['one that was never tried', [session({ setAt: hoursAgo(2) })], 'unknown', null],
  [
    'one that was renewed today',
    [
      session({
        setAt: hoursAgo(900),
        lastRenewedAt: hoursAgo(5),
        lastAnsweredAt: hoursAgo(1),
        renewals: 40,
      }),
    ],
    'healthy',
    null,
  ],
  [
    'one that was given a moment ago',
    [session({ setAt: hoursAgo(3), lastAnsweredAt: hoursAgo(3) })],
    'healthy',
    null,
  ],
  [
    'one that was answered 25 hours after its last renewal',
    [
      session({
        setAt: hoursAgo(100),
        lastRenewedAt: hoursAgo(26),
        lastAnsweredAt: hoursAgo(1),
        renewals: 3,
      }),
    ],
    'not_renewed',
    '2026-03-11T10:00:00Z',
  ],
  [
    'one that was answered exactly a day after it',
    [
      session({
        setAt: hoursAgo(100),
        lastRenewedAt: hoursAgo(25),
        lastAnsweredAt: hoursAgo(1),
        renewals: 3,
      }),
    ],
    'healthy',
    null,
  ],
  [
    'one that was never renewed, 12 hours before its end',
    [session({ setAt: hoursAgo(36), lastAnsweredAt: hoursAgo(2) })],
    'ending',
    '2026-03-11T00:00:00Z',
  ],
  [
    'one that should have ended since it was last answered',
    [session({ setAt: hoursAgo(50), lastAnsweredAt: hoursAgo(10) })],
    'ending',
    '2026-03-10T10:00:00Z',
  ],
  [
    'one that has outlived what was expected of it',
    [session({ setAt: hoursAgo(80), lastAnsweredAt: hoursAgo(1) })],
    'not_renewed',
    null,
  ],
  [
    'one that nobody asked with for more than two days',
    [
      session({
        setAt: hoursAgo(90),
        lastRenewedAt: hoursAgo(49),
        lastAnsweredAt: hoursAgo(49),
        renewals: 2,
      }),
    ],
    'unknown',
    null,
  ],
  ['one of an adopted database', [session({ lastAnsweredAt: hoursAgo(1) })], 'healthy', null],
  [
    'one that was refused',
    [
      session({
        setAt: hoursAgo(50),
        lastAnsweredAt: hoursAgo(9),
        endedAt: hoursAgo(1),
        endedHow: 'expired',
      }),
    ],
    'expired',
    null,
  ],
  [
    'a renewed one whose two predecessors lived for 100 hours',
    [
      session({ setAt: hoursAgo(60), lastRenewedAt: hoursAgo(2), lastAnsweredAt: hoursAgo(2), renewals: 9 }),
      livedFor(100),
      livedFor(100),
    ],
    'healthy',
    '2026-03-12T04:00:00Z',
  ],
  [
    'the same near that age',
    [
      session({ setAt: hoursAgo(90), lastRenewedAt: hoursAgo(2), lastAnsweredAt: hoursAgo(2), renewals: 9 }),
      livedFor(100),
      livedFor(300),
    ],
    'ending',
    '2026-03-10T22:00:00Z',
  ],
  [
    'a renewed one with a single predecessor: no habit yet',
    [
      session({ setAt: hoursAgo(60), lastRenewedAt: hoursAgo(2), lastAnsweredAt: hoursAgo(2), renewals: 9 }),
      livedFor(61),
    ],
    'healthy',
    null,
  ],
  [
    'an unrenewed one of an account whose unrenewed sessions live for a week',
    [session({ setAt: hoursAgo(40), lastAnsweredAt: hoursAgo(1) }), unrenewedFor(168), unrenewedFor(168)],
    'not_renewed',
    '2026-03-15T20:00:00Z',
  ],
  [
    'an unrenewed one of an account whose renewed sessions lived for a week',
    [session({ setAt: hoursAgo(40), lastAnsweredAt: hoursAgo(1) }), livedFor(168), livedFor(168)],
    'ending',
    '2026-03-10T20:00:00Z',
  ],
] as const)('%s', (_what, sessions, state, likelyEnd) => {
  const outlook = sessionOutlook(sessions, NOW)
  expect(outlook.state).toBe(state)
  expect(outlook.likelyEnd).toEqual(likelyEnd === null ? null : new Date(likelyEnd))
})

test('counts the lives of sessions that expired, the newest first, and not of one that was replaced', () => {
  const replaced = session({ ...livedFor(7), endedHow: 'replaced' })
  const current = session({ setAt: hoursAgo(1) })
  expect(sessionOutlook([current, livedFor(30), replaced, livedFor(50)], NOW).pastLifetimesMs).toEqual([
    30 * 3_600_000,
    50 * 3_600_000,
  ])
})
