import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { Operated } from './support/operated.ts'

/** Waits until it is so. */
function expectSoon<Value>(value: () => Value | Promise<Value>) {
  return expect.poll(async () => await value(), { timeout: 15_000, interval: 20 })
}

async function leads(url: string): Promise<boolean> {
  const health = await (await fetch(`${url}/health`)).text()
  return health.includes('"leads":true')
}

describe.runIf(timescaleAvailable())('the operator', () => {
  let world: Operated
  beforeAll(async () => {
    world = await Operated.make({ accounts: 12 })
  })
  afterEach(() => world.empty())
  afterAll(() => world[Symbol.asyncDispose]())

  const workers = () => [...world.kubernetes.workers().keys()].toSorted()
  const replicas = (place: number) => world.kubernetes.workers().get(world.name(place))?.spec['replicas']

  test('makes a worker once an account’s session has passed one real check', async () => {
    await world.operator()
    const before = world.checks()
    await world.add(0)
    await expectSoon(workers).toEqual([world.name(0)])
    await expectSoon(() => world.kinds(0)).toEqual(['check_passed', 'created'])
    expect(world.checks() - before).toBe(1)
    expect(await world.store.accounts.get(world.id(0))).toMatchObject({ credentialStatus: 'ok' })
    const made = world.kubernetes.workers().get(world.name(0))
    expect(made?.metadata).toMatchObject({
      ownerReferences: [{ name: 'airbnb-insights-operator', controller: true }],
      managedFields: [{ manager: 'airbnb-insights-operator', operation: 'Apply' }],
    })
    expect(JSON.stringify(made)).toContain('registry.example/airbnb-insights:1')
    expect(JSON.stringify(made)).not.toContain('simsecret')
  })

  test('tries what it was given last, and no account that was removed while its check waited for its turn', async () => {
    const late = 10
    await world.operator({ checksAtATime: 1 })
    const before = world.checks()
    // Its first answer never comes, and it has other credentials before that is known.
    world.simulator.addFault({ kind: 'hang', when: { accountId: world.id(late) } })
    await world.add(late)
    await expectSoon(() => world.checks()).toBe(before + 1)
    await world.add(late, 11, 0)
    await world.store.accounts.remove(world.id(11))
    await expectSoon(workers).toEqual([world.name(0), world.name(late)].toSorted())
    await expectSoon(() => world.kinds(late)).toEqual(['check_undecided', 'check_passed', 'created'])
    expect(await world.kinds(11)).toEqual([])
    const [undecided] = (await world.store.operator.events({ limit: 100 })).filter(
      ({ kind }) => kind === 'check_undecided',
    )
    expect(undecided?.message).not.toContain('is using the session')
    expect(world.checks() - before).toBe(3)
  })

  test('makes none for a session that is refused, asks about it once, and writes it where the host sees it', async () => {
    world.simulator.expireSession(world.id(1))
    await world.operator()
    await world.add(1)
    await expectSoon(() => world.kinds(1)).toEqual(['check_failed'])
    // Every change calls for a pass.
    await world.add(0)
    await expectSoon(workers).toEqual([world.name(0)])
    expect(await world.kinds(1)).toEqual(['check_failed'])
    expect(await world.store.accounts.get(world.id(1))).toMatchObject({ credentialStatus: 'expired' })
    world.simulator.renewSession(world.id(1))
    await world.add(1)
    await expectSoon(workers).toEqual([world.name(0), world.name(1)].toSorted())
  })

  test('scales to zero what is disabled or expired, wakes it, and removes what is removed', async () => {
    await world.operator()
    await world.add(0, 2)
    await expectSoon(workers).toHaveLength(2)
    await world.store.accounts.update(world.id(0), { isActive: false })
    await expectSoon(() => replicas(0)).toBe(0)
    await world.store.accounts.markCredentials(world.id(2), 'expired', { ifVersion: 1 })
    await expectSoon(() => replicas(2)).toBe(0)
    await world.store.accounts.update(world.id(0), { isActive: true })
    await expectSoon(() => replicas(0)).toBe(1)
    await world.store.accounts.remove(world.id(0))
    await expectSoon(workers).toEqual([world.name(2)])
    await expectSoon(() => world.kinds(0)).toEqual([
      'check_passed',
      'created',
      'put_to_sleep',
      'woken',
      'removed',
    ])
    expect(workers()).toEqual([world.name(2)])
  })

  test('puts back what somebody else changes or deletes, and leaves alone what is not its own', async () => {
    const { kubernetes } = world
    await world.operator()
    await world.add(0)
    await expectSoon(workers).toHaveLength(1)
    kubernetes.put('deployments', world.name(0), { replicas: 3, paused: true })
    await expectSoon(() => replicas(0)).toBe(1)
    // What it never set stays, as server-side apply has it.
    expect(kubernetes.workers().get(world.name(0))?.spec).toMatchObject({ paused: true })
    await expectSoon(() => world.kinds(0)).toEqual(['check_passed', 'created', 'restored'])
    kubernetes.remove('deployments', world.name(0))
    await expectSoon(workers).toHaveLength(1)
    // Undone time after time, it is put back later each time.
    await expectSoon(async () => (await world.store.operator.events({ limit: 1 }))[0]?.message).toMatch(
      /made: .*, 2 times in a row: it is put back later each time$/,
    )

    kubernetes.put(
      'deployments',
      world.name(3),
      { replicas: 7 },
      { labels: { 'app.kubernetes.io/managed-by': 'airbnb-insights-operator' } },
    )
    await world.add(3)
    await expectSoon(() => world.kinds(3)).toEqual(['refused'])
    expect(replicas(3)).toBe(7)
    await world.store.accounts.remove(world.id(3))
    await world.store.accounts.remove(world.id(0))
    await expectSoon(workers).toEqual([world.name(3)])
  })

  test('takes over what it finds after a restart, and changes nothing of it', async () => {
    const first = await world.operator()
    await world.add(0, 2)
    await expectSoon(() => world.kinds(2)).toEqual(['check_passed', 'created'])
    await expectSoon(() => world.kinds(0)).toEqual(['check_passed', 'created'])
    await first.stop(5_000)
    const before = world.kubernetes.writes().length
    const requests = world.checks()
    await world.operator({ fullPassSeconds: 1 })
    await world.add(4)
    await expectSoon(workers).toHaveLength(3)
    await expectSoon(() => world.kinds(4)).toEqual(['check_passed', 'created'])
    const written = world.kubernetes.writes().slice(before)
    expect(
      written.filter(({ resource, name }) => resource === 'deployments' && name !== world.name(4)),
    ).toEqual([])
    expect(world.checks() - requests).toBe(1)
  })

  test('adopts workers that lost their owner, and changes all of them with image and settings', async () => {
    const first = await world.operator()
    await world.add(0)
    await expectSoon(workers).toHaveLength(1)
    await first.stop(5_000)
    world.kubernetes.put('deployments', world.name(0), {}, { ownerReferences: [] })
    await world.operator({ workerImage: 'registry.example/other:2' }, { SYNC_CRON: '0 6 * * *' })
    await expectSoon(() => world.kinds(0)).toEqual(['check_passed', 'created', 'adopted'])
    const worker = world.kubernetes.workers().get(world.name(0))
    expect(worker?.metadata['ownerReferences']).toMatchObject([{ name: 'airbnb-insights-operator' }])
    expect(JSON.stringify(worker)).toContain('registry.example/other:2')
  })

  test('changes no more than so much in a minute', async () => {
    await world.operator({ changesPerMinute: 2 })
    await world.add(0, 2, 4)
    await expectSoon(async () =>
      (await Promise.all([0, 2, 4].map((place) => world.kinds(place)))).flat(),
    ).toHaveLength(5)
    expect(workers()).toHaveLength(2)
  })

  test('runs no more workers than so many, and says of which accounts it has none', async () => {
    await world.operator({ maxWorkers: 1 })
    await world.add(0)
    await expectSoon(workers).toEqual([world.name(0)])
    await world.add(2)
    await expectSoon(() => world.kinds(2)).toEqual(['check_passed', 'refused'])
    await world.store.accounts.remove(world.id(0))
    await expectSoon(workers).toEqual([world.name(2)])
    expect(await world.kinds(0)).not.toContain('put_to_sleep')
  })

  test('lists again where the server knows no more what came after, in mid-watch and before it', async () => {
    const { kubernetes } = world
    await world.operator()
    await world.add(0)
    await expectSoon(workers).toHaveLength(1)
    kubernetes.compact({ cut: true })
    kubernetes.remove('deployments', world.name(0))
    await expectSoon(workers).toHaveLength(1)
    await expectSoon(() => kubernetes.calls.filter(({ verb }) => verb === 'list')).toHaveLength(2)
    expect(kubernetes.calls.some(({ verb, status }) => verb === 'list' && status !== 200)).toBe(false)
  })

  test('stands by while the API server is away, and does then what is to be done', async () => {
    const { kubernetes } = world
    const operator = await world.operator()
    await world.add(0)
    await expectSoon(workers).toHaveLength(1)
    const isReady = async () => (await fetch(`${operator.url}/health/ready`)).status
    expect(await isReady()).toBe(200)
    await kubernetes.shut()
    await expectSoon(isReady).toBe(503)
    await world.store.accounts.remove(world.id(0))
    await world.add(2)
    await kubernetes.open()
    await expectSoon(workers).toEqual([world.name(2)])
    await expectSoon(isReady).toBe(200)
    expect(world.lines.join('')).toContain('cannot be reached (')
  })

  test('of two the one that leads makes all changes, and the other takes over at once when it leaves', async () => {
    const one = await world.operator()
    await expectSoon(() => leads(one.url)).toBe(true)
    const other = await world.operator()
    await world.add(0)
    await expectSoon(() => world.kinds(0)).toEqual(['check_passed', 'created'])
    expect(await leads(other.url)).toBe(false)
    await one.stop(5_000)
    await world.add(2)
    await expectSoon(() => world.kinds(2)).toEqual(['check_passed', 'created'])
    expect(await leads(other.url)).toBe(true)
    const created = (await world.store.operator.events({ limit: 100 })).filter(
      ({ kind }) => kind === 'created',
    )
    expect(created.slice(0, 2).map(({ operator }) => operator)).toEqual([other.identity, one.identity])
  })

  test.each([
    ['list', 'deployments', 'deployments.apps'],
    ['watch', 'deployments', 'deployments.apps'],
    ['create', 'deployments', 'deployments.apps'],
    ['patch', 'deployments', 'deployments.apps'],
    ['get', 'leases', 'leases.coordination.k8s.io'],
    ['update', 'leases', 'leases.coordination.k8s.io'],
    ['create', 'events', 'events.events.k8s.io'],
  ])('says in one line that it may not %s %s, and goes on once it may', async (verb, plural, resource) => {
    world.kubernetes.denied.add(`${verb} ${plural}`)
    const operator = await world.operator()
    await world.add(0)
    const words = `lacks the verb \\"${verb}\\" on \\"${resource}\\"`
    const told = () => world.lines.filter((line) => line.includes(words))
    await expectSoon(told).toHaveLength(1)
    const { status } = await fetch(`${operator.url}/health/ready`)
    expect(status).toBe(plural === 'events' ? 200 : 503)
    world.kubernetes.denied.clear()
    await expectSoon(workers).toHaveLength(1)
    expect(told()).toHaveLength(1)
  })

  test('says that it may not delete', async () => {
    await world.operator()
    await world.add(0)
    await expectSoon(workers).toHaveLength(1)
    world.kubernetes.denied.add('delete deployments')
    await world.store.accounts.remove(world.id(0))
    await expectSoon(() => world.lines.filter((line) => line.includes('lacks the verb'))).toHaveLength(1)
    world.kubernetes.denied.clear()
    await expectSoon(workers).toEqual([])
    expect(world.lines.some((line) => line.includes('stands in the way no more'))).toBe(true)
  })

  test('takes three calls for a worker at most, and none that writes where nothing is to be done', async () => {
    const places = Array.from({ length: 12 }, (_, place) => place)
    const operator = await world.operator({ changesPerMinute: 1000, fullPassSeconds: 1 })
    await world.add(...places)
    await expectSoon(workers).toHaveLength(12)
    const kinds = async () => (await Promise.all(places.map((place) => world.kinds(place)))).flat()
    await expectSoon(kinds).toHaveLength(24)
    const calls = () => world.kubernetes.calls.filter(({ resource }) => resource !== 'leases')
    const before = calls().length
    expect(before).toBeLessThanOrEqual(3 * 12)
    const passes = async (): Promise<number> => {
      const text = await (await fetch(`${operator.url}/metrics`)).text()
      return Number(/pass_duration_seconds_count (\d+)/.exec(text)?.[1])
    }
    const passed = await passes()
    await expectSoon(passes).toBeGreaterThan(passed + 1)
    expect(calls()).toHaveLength(before)
  })
})
