import { describe, expect, test } from 'vitest'
import { ClusterWorld, clusterAvailable } from './cluster-world.ts'

const ACCOUNTS = 200

describe.runIf(clusterAvailable())('two hundred accounts', () => {
  test('get two hundred workers, each once, and a second operator finds nothing to do', async () => {
    await using world = await ClusterWorld.make({ accounts: ACCOUNTS, listings: 0, processes: false })
    await world.storeAccounts()
    const env = { OPERATOR_CHANGES_PER_MINUTE: '10000', OPERATOR_CHECKS_AT_A_TIME: '16' }
    const first = await world.operator({ env })
    await world.until(async () => (await world.workers()).length === ACCOUNTS, { everyMs: 500 })
    await world.until(
      async () => (await world.workers()).every(({ status }) => status?.readyReplicas === 1),
      { everyMs: 500 },
    )
    expect(await first.end()).toBe(0)
    const before = (await world.workers()).map(({ metadata }) => metadata?.resourceVersion)

    const second = await world.operator({ env })
    await world.until(() => second.hasLed)
    // One account more, so that a pass of the second is seen to have ended.
    await world.service.store.accounts.update(world.accountId(0), { isActive: false })
    await world.until(async () => (await world.workers()).some(({ spec }) => spec?.replicas === 0), {
      everyMs: 500,
    })
    const after = (await world.workers()).map(({ metadata }) => metadata?.resourceVersion)
    expect(after.filter((version) => !before.includes(version))).toHaveLength(1)
    const events = await world.service.store.operator.events({ limit: 1000 })
    expect(events.filter(({ kind }) => kind === 'created')).toHaveLength(ACCOUNTS)
  })
})
