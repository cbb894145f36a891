import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { timescaleAvailable } from '../../../../scripts/test-database.ts'
import { CliFolder, documentOf } from '../cli/cli-folder.ts'
import { Operated } from './support/operated.ts'

const folder = new CliFolder()
afterAll(() => folder[Symbol.dispose]())

const KEY = `test:${Buffer.from(new Uint8Array(32).fill(7)).toString('base64')}`

test('without a database server it is refused, and without a cluster', async () => {
  const kubeconfig = join(folder.path, 'config')
  const clusters = [
    { name: 'x', cluster: { server: 'http://127.0.0.1:9', 'insecure-skip-tls-verify': true } },
  ]
  const contexts = [{ name: 'x', context: { cluster: 'x', user: 'x' } }]
  const users = [{ name: 'x', user: {} }]
  writeFileSync(kubeconfig, JSON.stringify({ clusters, contexts, users, 'current-context': 'x' }))
  expect(await folder.run(['operator'], { env: { KUBECONFIG: kubeconfig } })).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('The operator needs a database server'),
  })
  expect(await folder.run(['operator'], { env: { KUBECONFIG: join(folder.path, 'none') } })).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/^airbnb-insights: The kubeconfig cannot be used: ENOENT.*\n$/),
  })
  expect(await folder.run(['operator'], { env: { KUBERNETES_SERVICE_HOST: '10.0.0.1' } })).toMatchObject({
    code: 3,
    stderr: expect.stringContaining('this pod has no token'),
  })
  writeFileSync(kubeconfig, JSON.stringify({ clusters: [], contexts: [], users: [] }))
  expect(await folder.run(['operator', 'plan'], { env: { KUBECONFIG: kubeconfig } })).toMatchObject({
    code: 3,
  })
})

describe.runIf(timescaleAvailable())('with a cluster', () => {
  let world: Operated
  let env: Record<string, string>
  beforeAll(async () => {
    world = await Operated.make({ accounts: 3 })
    env = { DATABASE_URL: world.database.url, CREDENTIAL_KEYS: KEY, KUBECONFIG: world.kubernetes.kubeconfig }
    await world.add(0, 1)
    await world.store.accounts.markCredentials(world.id(0), 'ok', { ifVersion: 1 })
  })
  afterAll(() => world[Symbol.asyncDispose]())

  test('a plan says what would be done, and nothing is', async () => {
    const plan = await folder.run(['operator', 'plan', '--json'], { env })
    expect(documentOf(plan)).toMatchObject({
      namespace: 'insights',
      changes: [{ kind: 'created', account_id: world.id(0), name: world.name(0) }],
      checks: [{ account_id: world.id(1), credential_version: 1 }],
      running: 1,
    })
    const text = await folder.run(['operator', 'plan'], { env })
    expect(text.stdout).toContain('1 change: 2 accounts, 1 worker to run.')
    expect(text.stdout).toContain(`Account ${world.id(1)}: its session would be tried first`)
    expect(world.kubernetes.writes()).toEqual([])
    expect(world.kubernetes.objects.get('leases')?.size).toBe(0)
    expect(world.checks()).toBe(0)
  })

  test('workers that the API server would refuse one by one are refused at once', async () => {
    const refused = await folder.run(['operator', 'plan', '--worker-memory', '1Gi'], { env })
    expect(refused).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('OPERATOR_WORKER_MEMORY_LIMIT'),
    })
    const finer = await folder.run(['operator', 'plan', '--worker-cpu', '0.0001'], { env })
    expect(finer).toMatchObject({ code: 2, stderr: expect.stringContaining('to the thousandth') })
  })

  test('a plan without the operator’s own Deployment names the setting', async () => {
    const refused = await folder.run(['operator', 'plan', '--operator-deployment', 'other'], { env })
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('OPERATOR_DEPLOYMENT') })
  })

  test('the status shows accounts, workers, who leads and what was done, also without a cluster', async () => {
    const operator = await world.operator()
    await expect.poll(() => world.kinds(0), { timeout: 15_000 }).toEqual(['created'])
    await expect.poll(() => world.kinds(1), { timeout: 15_000 }).toEqual(['check_passed', 'created'])
    const status = documentOf(await folder.run(['operator', 'status', '--json'], { env }))
    expect(status).toMatchObject({
      leader: operator.identity,
      cluster: 'reached',
      accounts: [world.id(0), world.id(1)]
        .toSorted()
        .map((id) => ({ account_id: id, session: 'ok', worker: 'starting' })),
      events: expect.arrayContaining([expect.objectContaining({ kind: 'leading' })]),
    })
    const one = await folder.run(['operator', 'status', '--account', world.id(0), '--limit', '1'], { env })
    expect(one.stdout).toContain('created')
    expect(one.stdout).not.toContain(world.id(1))
    const away = await folder.run(['operator', 'status'], {
      env: { ...env, KUBECONFIG: join(folder.path, 'none') },
    })
    expect(away).toMatchObject({ code: 0, stderr: expect.stringContaining('The cluster was not looked at') })
    expect(await folder.run(['operator', 'status', '--limit', '0'], { env })).toMatchObject({ code: 2 })
  })

  test('a schema that is behind is told in one line', async () => {
    const behind = await folder.run(['operator'], { env: { ...env, DB_SCHEMA: 'elsewhere' } })
    expect(behind).toMatchObject({ code: 3, stderr: expect.stringContaining('airbnb-insights migrate up') })
  })

  test('a process of MODE=operator is the operator, which leaves at SIGTERM and gives its lease back', async () => {
    await world.empty()
    await world.add(2)
    const left = await folder.spawn(['serve', '--port', '0'], {
      env: { ...env, MODE: 'operator', AIRBNB_BASE_URL: world.simulator.url, LOG_FORMAT: 'json' },
      whileRunning: async (child) => {
        await expect.poll(() => world.kinds(2), { timeout: 20_000 }).toEqual(['check_passed', 'created'])
        child.kill('SIGTERM')
      },
    })
    expect(left.code).toBe(0)
    expect(left.stderr).not.toContain('simsecret')
    const [lease] = world.kubernetes.objects.get('leases')?.values() ?? []
    expect(lease?.spec).toMatchObject({ holderIdentity: '' })
  })
})
