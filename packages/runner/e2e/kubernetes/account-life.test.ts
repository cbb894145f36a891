import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ClusterWorld, clusterAvailable } from './cluster-world.ts'

describe.runIf(clusterAvailable())('an account whose worker an operator keeps', () => {
  let world: ClusterWorld
  beforeAll(async () => {
    world = await ClusterWorld.make({ accounts: 2, listings: 2 })
    await world.operator()
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test('gets a Deployment, which gets a pod, which syncs its rows and nobody else’s', async () => {
    const accountId = world.accountId(0)
    await world.storeAccounts(0)
    await world.until(async () => (await world.service.runs()).some(({ status }) => status === 'succeeded'))

    const [worker, ...others] = await world.workers()
    expect(others).toEqual([])
    expect(worker?.metadata?.ownerReferences).toMatchObject([{ name: 'airbnb-insights-operator' }])
    const [pod] = await world.podsOf(accountId)
    expect(world.pods.pod(pod?.metadata?.name ?? '')?.processId).toBeGreaterThan(0)
    expect(await world.rowsOf(accountId)).toBeGreaterThan(0)
    expect(await world.service.onlyRun(accountId)).toMatchObject({ listingsSucceeded: 2 })
    await world.until(async () => (await world.workers())[0]?.status?.readyReplicas === 1)
  })

  test('has no secret in its pod, only where one is', async () => {
    const [worker] = await world.workers()
    const [pod] = await world.podsOf(world.accountId(0))
    const written = JSON.stringify([worker, pod])
    for (const secret of [
      world.service.env['DATABASE_URL'],
      world.service.env['CREDENTIAL_KEYS'],
      'simsecret',
    ]) {
      expect(written).not.toContain(secret)
    }
    expect(pod?.spec?.automountServiceAccountToken).toBe(false)
  })

  test.each([
    ['the number of replicas', { replicas: 3 }],
    [
      'a variable',
      { template: { spec: { containers: [{ name: 'worker', env: [{ name: 'MODE', value: 'admin' }] }] } } },
    ],
    ['the image', { template: { spec: { containers: [{ name: 'worker', image: 'somebody-elses:1' }] } } }],
  ])('is put back when somebody changes %s by hand', async (_, spec) => {
    const [before] = await world.workers()
    await world.changeWorker(world.accountId(0), { spec })
    await world.until(
      async () => JSON.stringify((await world.workers())[0]?.spec) === JSON.stringify(before?.spec),
    )
    expect((await world.workers())[0]?.metadata?.uid).toBe(before?.metadata?.uid)
  })

  test('is made again when somebody deletes it by hand', async () => {
    const [before] = await world.workers()
    await world.apps.deleteNamespacedDeployment({
      name: before?.metadata?.name ?? '',
      namespace: world.namespace,
    })
    await world.until(async () =>
      (await world.workers()).some(({ metadata }) => metadata?.uid !== before?.metadata?.uid),
    )
    expect((await world.workers()).map(({ metadata }) => metadata?.name)).toEqual([before?.metadata?.name])
  })

  test('is scaled to zero when it is switched off, and its process leaves', async () => {
    const accountId = world.accountId(0)
    await world.until(async () => world.pods.names().length === 1)
    await world.service.store.accounts.update(accountId, { isActive: false })
    await world.until(async () => (await world.workers())[0]?.spec?.replicas === 0)
    await world.until(async () => (await world.podsOf(accountId)).length === 0)
    expect(world.pods.names()).toEqual([])
  })

  test('runs again when it is switched on', async () => {
    await world.service.store.accounts.update(world.accountId(0), { isActive: true })
    await world.until(async () => (await world.workers())[0]?.status?.readyReplicas === 1)
    expect(await world.podsOf(world.accountId(0))).toHaveLength(1)
  })

  test('is gone with its pod when it is removed, and its rows stay', async () => {
    const accountId = world.accountId(0)
    const rows = await world.rowsOf(accountId)
    await world.service.store.accounts.remove(accountId)
    await world.until(async () => (await world.workers()).length === 0)
    await world.until(async () => (await world.podsOf(accountId)).length === 0)
    expect(world.pods.names()).toEqual([])
    expect(await world.rowsOf(accountId)).toBe(rows)
  })

  test('everything that was done is in the audit trail and among the cluster’s events', async () => {
    const kinds = (await world.service.store.operator.events({ limit: 100 })).map(({ kind }) => kind)
    for (const kind of [
      'leading',
      'check_passed',
      'created',
      'restored',
      'put_to_sleep',
      'woken',
      'removed',
    ]) {
      expect(kinds).toContain(kind)
    }
    const { items } = await world.core.listNamespacedEvent({ namespace: world.namespace })
    const told = items.filter(({ reportingComponent }) => reportingComponent === 'airbnb-insights/operator')
    expect(told.length).toBeGreaterThanOrEqual(5)
  })

  test('an account whose session Airbnb does not take gets no pod, and is asked about once', async () => {
    const accountId = world.accountId(1)
    world.service.simulator.expireSession(accountId)
    await world.storeAccounts(1)
    await world.until(async () => (await world.eventKinds(accountId)).includes('check_failed'))
    // Every change calls for a pass: another account's makes one more.
    await world.storeAccounts(0)
    await world.until(async () => (await world.workers()).length === 1)
    expect((await world.eventKinds(accountId)).filter((kind) => kind.startsWith('check_'))).toEqual([
      'check_failed',
    ])
    expect((await world.workers()).map(({ metadata }) => metadata?.name)).toEqual([
      `airbnb-insights-account-${world.accountId(0)}`,
    ])
    expect((await world.service.store.accounts.get(accountId))?.credentialStatus).toBe('expired')
  })
})
