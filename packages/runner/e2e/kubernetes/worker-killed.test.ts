import { describe, expect, test } from 'vitest'
import { ClusterWorld, clusterAvailable } from './cluster-world.ts'

describe.runIf(clusterAvailable())('a worker that is killed in mid-sync', () => {
  test('is started again in its pod, goes on with the same run, and the operator changes nothing', async () => {
    await using world = await ClusterWorld.make({ accounts: 1, listings: 4, latencyMs: 100 })
    await world.operator()
    await world.storeAccounts()
    const accountId = world.accountId(0)
    await world.until(async () =>
      (await world.service.runs()).some(({ listingsSucceeded }) => listingsSucceeded > 0),
    )
    const [pod] = await world.podsOf(accountId)
    const running = world.pods.pod(pod?.metadata?.name ?? '')
    const [before] = await world.workers()
    running?.kill()

    await world.until(async () => (await world.service.onlyRun(accountId)).status === 'succeeded')
    expect(await world.service.onlyRun(accountId)).toMatchObject({ attempts: 2, listingsSucceeded: 4 })
    expect(running?.exitCodes).toEqual([137])
    const [after] = await world.workers()
    expect(after?.metadata).toMatchObject({ uid: before?.metadata?.uid, generation: 1 })
    expect(await world.eventKinds(accountId)).toEqual(['check_passed', 'created'])
  })
})
