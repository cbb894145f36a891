import { describe, expect, test } from 'vitest'
import type { Deployment } from '../../../src/operator/cluster/objects.ts'
import { type PlannedAccount, planChanges } from '../../../src/operator/plan/plan-changes.ts'
import { SAMPLE_ACCOUNT, SAMPLE_TEMPLATE, standing } from '../support/sample-worker.ts'

const account = (given: Partial<PlannedAccount> = {}): PlannedAccount => ({ ...SAMPLE_ACCOUNT, ...given })

function planOf(accounts: readonly PlannedAccount[], found: readonly Deployment[], maxWorkers = 10) {
  const deployments = new Map(found.map((object) => [object.metadata.name, object]))
  return planChanges({ accounts, deployments, template: SAMPLE_TEMPLATE, maxWorkers })
}

const kinds = (accounts: readonly PlannedAccount[], ...found: Deployment[]) =>
  planOf(accounts, found).changes.map(({ kind, wanted }) => [kind, wanted?.spec?.replicas ?? null])

describe('without a worker', () => {
  test.each([
    ['an account whose session works gets one', account(), [['created', 1]], 0],
    ['one whose session nobody has tried is checked', account({ credentialStatus: 'unknown' }), [], 1],
    ['one whose session has expired gets none', account({ credentialStatus: 'expired' }), [], 0],
    ['one that is disabled gets none', account({ isActive: false, credentialStatus: 'unknown' }), [], 0],
  ])('%s', (_, given, changes, checks) => {
    expect(kinds([given])).toEqual(changes)
    expect(planOf([given], []).checks).toHaveLength(checks)
  })
})

describe('with a worker', () => {
  test.each<[string, PlannedAccount, Deployment, unknown[]]>([
    ['as it is to be, nothing is changed', account(), standing(), []],
    [
      'a disabled account’s is scaled to zero',
      account({ isActive: false }),
      standing(),
      [['put_to_sleep', 0]],
    ],
    ['an expired one’s as well', account({ credentialStatus: 'expired' }), standing(), [['put_to_sleep', 0]]],
    ['and stays so', account({ isActive: false }), standing({ replicas: 0 }), []],
    ['it is woken again', account(), standing({ replicas: 0 }), [['woken', 1]]],
    [
      'while new credentials are not tried it stays, running',
      account({ credentialStatus: 'unknown' }),
      standing(),
      [],
    ],
    ['or asleep', account({ credentialStatus: 'unknown' }), standing({ replicas: 0 }), []],
    ['the account’s new name is written on it', account({ name: 'Lofts' }), standing(), [['updated', 1]]],
    [
      'another number of pods is put back',
      account(),
      standing({ found: { replicas: 3 } }),
      [['restored', 1]],
    ],
    ['also one of none', account(), standing({ found: { replicas: 0 } }), [['restored', 1]]],
    [
      'one without its owner is taken over',
      account(),
      standing({ metadata: { ownerReferences: [] } }),
      [['adopted', 1]],
    ],
    [
      'one that is being deleted is waited for',
      account(),
      standing({ metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } }),
      [],
    ],
  ])('%s', (_, given, found, changes) => {
    expect(kinds([given], found)).toEqual(changes)
  })

  test('it goes with its account, and what is not the operator’s stays', () => {
    expect(kinds([], standing())).toEqual([['removed', null]])
    for (const metadata of [
      { managedFields: [{ manager: 'kubectl', operation: 'Apply' }] },
      { ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'other', uid: 'other' }] },
      { ownerReferences: [], labels: {} },
    ]) {
      expect(kinds([], standing({ metadata }))).toEqual([])
      const { changes, obstacles } = planOf([account()], [standing({ metadata })])
      expect(changes).toEqual([])
      expect(obstacles).toMatchObject([{ message: expect.stringContaining('left alone') }])
    }
  })
})

test('what is not the operator’s own field is no reason to change an object', () => {
  const found = standing({ found: { paused: true }, metadata: { annotations: { 'example.com/note': 'x' } } })
  expect(kinds([account()], found)).toEqual([])
})

test('those that run go on where not all may run, and removals come first', () => {
  const [first, second] = [account({ accountId: '1' }), account({ accountId: '2' })]
  const plan = planOf(
    [first, second],
    [standing({ account: second }), standing({ account: account({ accountId: '3' }) })],
    1,
  )
  expect(plan.changes.map(({ kind, accountId }) => [kind, accountId])).toEqual([['removed', '3']])
  expect(plan.obstacles).toEqual([
    { accountId: '1', message: expect.stringContaining('1 workers run already') },
  ])
  expect(plan.running).toBe(1)
})

test('an id that is none of Airbnb’s gets no worker', () => {
  const { changes, obstacles } = planOf([account({ accountId: 'x"; drop' })], [])
  expect(changes).toEqual([])
  expect(obstacles).toHaveLength(1)
})
