import { describe, expect, test } from 'vitest'
import { startKubernetes } from '../../../../scripts/kubernetes/local-kubernetes.ts'
import { ClusterWorld, clusterAvailable } from './cluster-world.ts'

const ACCOUNTS = 40
/** Enough accounts that a pass lasts, and no process for their pods. */
const MANY = { accounts: ACCOUNTS, listings: 0, processes: false } as const

describe.runIf(clusterAvailable())('an operator', () => {
  test('that is killed in mid-pass goes on where it was: it adopts what is there and makes the rest', async () => {
    await using world = await ClusterWorld.make(MANY)
    await world.storeAccounts()
    const killed = await world.operator()
    await world.until(async () => (await world.workers()).length >= 3, { everyMs: 10 })
    await killed.end('SIGKILL')
    const before = await world.workers()
    expect(before.length).toBeLessThan(ACCOUNTS)

    await world.operator()
    await world.until(async () => (await world.workers()).length === ACCOUNTS)
    const after = new Map((await world.workers()).map(({ metadata }) => [metadata?.name, metadata]))
    for (const { metadata } of before) {
      // Neither made anew nor written again.
      expect(after.get(metadata?.name)).toMatchObject({ uid: metadata?.uid, generation: 1 })
    }
  })

  test('does what was to be done while the API server was away, and stands by until then', async () => {
    await using kubernetes = await startKubernetes()
    await using world = await ClusterWorld.make({ ...MANY, kubeconfig: kubernetes.kubeconfig })
    await world.storeAccounts(0, 1, 2)
    const operator = await world.operator()
    await world.until(async () => (await world.workers()).length === 3)

    await kubernetes.stopApiServer('SIGKILL')
    await world.service.store.accounts.remove(world.accountId(0))
    await world.storeAccounts(3)
    await world.until(() => operator.output.includes('cannot be reached'))
    expect(operator.isRunning).toBe(true)

    await kubernetes.startApiServer()
    const wanted = [1, 2, 3].map((place) => `airbnb-insights-account-${world.accountId(place)}`).toSorted()
    await world.until(async () => {
      const names = (await world.workers()).map(({ metadata }) => metadata?.name ?? '')
      return JSON.stringify(names.toSorted()) === JSON.stringify(wanted)
    })
    expect(await operator.end()).toBe(0)
  })

  test('that is one of two makes nothing twice, and the other one takes over when it leaves or dies', async () => {
    await using world = await ClusterWorld.make(MANY)
    const [one, other] = [await world.operator(), await world.operator()]
    await world.storeAccounts(...Array.from({ length: 20 }, (_, place) => place))
    await world.until(async () => (await world.workers()).length === 20)
    const created = (await world.service.store.operator.events({ limit: 1000 })).filter(
      ({ kind }) => kind === 'created',
    )
    expect(created).toHaveLength(20)
    expect(new Set(created.map(({ operator }) => operator)).size).toBe(1)

    // It gives its lease back, so that the other one need not wait until it is over.
    const [leader, waiting] = one.hasLed ? [one, other] : [other, one]
    expect(waiting.hasLed).toBe(false)
    expect(await leader.end()).toBe(0)
    await world.storeAccounts(20)
    await world.until(async () => (await world.workers()).length === 21)
    expect(waiting.hasLed).toBe(true)
  })
})
