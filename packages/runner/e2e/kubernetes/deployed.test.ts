import { randomBytes } from 'node:crypto'
import { AppsV1Api, BatchV1Api, CoreV1Api, type V1Pod } from '@kubernetes/client-node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { applyObjects } from '../../../../scripts/kubernetes/apply-objects.ts'
import { clientOf } from '../../../../scripts/kubernetes/kubeconfig.ts'
import { OPERATOR, perAccountObjects } from '../../../../scripts/kubernetes/per-account-objects.ts'
import { type PodRunner, startPodRunner } from '../../../../scripts/kubernetes/pod-runner.ts'
import { createTestDatabase, type TestDatabase } from '../../../../scripts/test-database.ts'
import { until } from '../../../../scripts/until.ts'
import { ADMIN_KEY } from '../service/service-world.ts'
import { BIN, clusterAvailable, sharedKubeconfig } from './cluster-world.ts'

describe.runIf(clusterAvailable())('what deploy/kubernetes/overlays/per-account describes', () => {
  const namespace = `test-${randomBytes(5).toString('hex')}`
  let kubeconfig: string
  let database: TestDatabase
  let pods: PodRunner
  let core: CoreV1Api
  let apps: AppsV1Api
  beforeAll(async () => {
    kubeconfig = sharedKubeconfig()
    database = await createTestDatabase()
    core = clientOf(kubeconfig, CoreV1Api)
    apps = clientOf(kubeconfig, AppsV1Api)
    const secrets = {
      databaseUrl: database.url,
      credentialKeys: `test:${randomBytes(32).toString('base64')}`,
      adminKey: ADMIN_KEY,
    }
    // The API server refuses what has a field it does not know, or what its admission does not allow.
    await applyObjects(kubeconfig, perAccountObjects(namespace, secrets, {}))
    await scale(OPERATOR, 0)
    pods = await startPodRunner({ kubeconfig, namespace, program: [process.execPath, BIN] })
  })
  afterAll(async () => {
    await pods.stop()
    await core.deleteNamespace({ name: namespace })
    await database.drop()
  })

  const scale = (name: string, replicas: number) =>
    apps.replaceNamespacedDeploymentScale({
      name,
      namespace,
      body: { metadata: { name, namespace }, spec: { replicas } },
    })
  const podsOf = async (component: string): Promise<V1Pod[]> => {
    const labelSelector = `app.kubernetes.io/component=${component}`
    return (await core.listNamespacedPod({ namespace, labelSelector })).items
  }

  test('migrates the database by its Job', async () => {
    const batch = clientOf(kubeconfig, BatchV1Api)
    await until(async () => {
      const job = await batch.readNamespacedJob({ name: 'airbnb-insights-migrate', namespace })
      return job.status?.succeeded === 1
    })
    expect((await podsOf('migrate')).map(({ status }) => status?.phase)).toContain('Succeeded')
  })

  test('serves the API once the database is migrated, from a pod that has read its secrets as files', async () => {
    await until(async () => {
      const { status } = await apps.readNamespacedDeployment({ name: 'airbnb-insights-admin', namespace })
      return status?.readyReplicas === 1
    })
    const [pod] = await podsOf('admin')
    const response = await fetch(`http://${pod?.status?.podIP}:8000/api/v1/accounts`, {
      headers: { 'X-API-Key': ADMIN_KEY },
    })
    expect(response.status).toBe(200)
  })

  test('starts a process again that was killed, and says so', async () => {
    const containerOf = async () => (await podsOf('admin'))[0]?.status?.containerStatuses?.[0]
    // Before the database was migrated, it may have been started in vain.
    const restarts = (await containerOf())?.restartCount ?? 0
    const [pod] = await podsOf('admin')
    const running = pods.pod(pod?.metadata?.name ?? '')
    const before = running?.processId
    running?.kill()
    await until(async () => {
      const container = await containerOf()
      return container?.restartCount === restarts + 1 && container.ready
    })
    expect(running?.processId).not.toBe(before)
    expect((await containerOf())?.lastState?.terminated?.exitCode).toBe(137)
  })

  test('lets a process finish that is scaled away', async () => {
    const [pod] = await podsOf('admin')
    const running = pods.pod(pod?.metadata?.name ?? '')
    await scale('airbnb-insights-admin', 0)
    await until(async () => (await podsOf('admin')).length === 0)
    expect(running?.processId).toBeUndefined()
    expect(running?.exitCodes.at(-1)).toBe(0)
  })

  test('refuses a pod that runs as root', async () => {
    const body = {
      metadata: { name: 'as-root' },
      spec: { containers: [{ name: 'root', image: 'airbnb-insights', securityContext: { runAsUser: 0 } }] },
    }
    await expect(core.createNamespacedPod({ namespace, body })).rejects.toThrow(/violates PodSecurity/)
  })
})
