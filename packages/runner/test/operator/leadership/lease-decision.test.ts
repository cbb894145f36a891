import { expect, test } from 'vitest'
import { leaseStep, seenLease } from '../../../src/operator/leadership/lease-decision.ts'

const spec = (holderIdentity: string, renewTime = '1') => ({
  holderIdentity,
  renewTime,
  leaseDurationSeconds: 15,
  leaseTransitions: 4,
})
const step = (holder: string, sinceMs: number) =>
  leaseStep(spec(holder), { identity: 'me', seen: { renewTime: '1', holder, sinceMs }, nowMs: 20_000 })

test('one’s own lease is renewed, a free one taken, another’s waited for until it has not changed for its time', () => {
  expect(step('me', 0)).toEqual({ kind: 'renew' })
  expect(step('', 20_000)).toEqual({ kind: 'take', transitions: 5 })
  expect(step('other', 5_001)).toEqual({ kind: 'wait', holder: 'other' })
  expect(step('other', 5_000)).toEqual({ kind: 'take', transitions: 5 })
})

test('a lease that says nothing is free', () => {
  const seen = seenLease(undefined, {}, 1)
  expect(leaseStep({}, { identity: 'me', seen, nowMs: 1 })).toEqual({ kind: 'take', transitions: 1 })
})

test('since when a lease is as it is, is told by one’s own clock', () => {
  const first = seenLease(undefined, spec('other'), 100)
  expect(seenLease(first, spec('other'), 900)).toBe(first)
  expect(seenLease(first, spec('other', '2'), 900).sinceMs).toBe(900)
  expect(seenLease(first, spec('third'), 900).sinceMs).toBe(900)
})
