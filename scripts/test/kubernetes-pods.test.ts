import { describe, expect, test } from 'vitest'
import { kubernetesManifests, templateOf, titleOf } from './support/manifests.ts'

const objects = kubernetesManifests().map(({ object }) => object)
const workloads = objects.flatMap((object) => {
  const template = templateOf(object)
  return template === undefined ? [] : [[titleOf(object), template, object] as const]
})

test('there are pods of everything that runs', () => {
  expect(new Set(workloads.map(([title]) => title))).toEqual(
    new Set([
      'Job airbnb-insights-migrate',
      'Deployment airbnb-insights-admin',
      'Deployment airbnb-insights-worker',
      'Deployment airbnb-insights-operator',
    ]),
  )
})

describe.each(workloads)('%s', (title, { metadata, spec: pod }, object) => {
  test('keeps to the restricted security standard, on a root file system that cannot be written', () => {
    expect(pod).toMatchObject({
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    })
    for (const { securityContext } of pod.containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
    }
  })

  test('gets a token of the cluster only where it is the operator', () => {
    const isOperator = title.endsWith('-operator')
    expect(pod).toMatchObject({
      automountServiceAccountToken: isOperator,
      serviceAccountName: isOperator ? 'airbnb-insights-operator' : 'airbnb-insights',
    })
  })

  test('has its secrets in files, and none of their text', () => {
    for (const { env = [] } of pod.containers) {
      const secrets = env.filter(({ name }) => /DATABASE_URL|KEYS|NOTIFY_URLS/.test(name))
      const given = secrets.map(({ name, value }) => [name, value])
      const files = given.filter(([name]) => name !== 'NOTIFY_URLS')
      expect(files.length).toBeGreaterThan(0)
      expect(files).toEqual(
        files.map(() => [expect.stringMatching(/_FILE$/), expect.stringMatching(/^\/run\/secrets\//)]),
      )
      // Taken from the Secret.
      expect(given.filter(([name, value]) => name === 'NOTIFY_URLS' && value !== undefined)).toEqual([])
    }
  })

  test('says what it needs, and how much memory it may take', () => {
    for (const { resources } of pod.containers) {
      expect(resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      })
    }
  })

  test('labels its pods as it is labelled itself', () => {
    expect(metadata.labels).toEqual(object.metadata.labels)
  })
})

const deployments = workloads.filter(([, , { kind }]) => kind === 'Deployment')

test.each(deployments)('%s selects its own pods', (_, { metadata }, { spec }) => {
  expect(spec?.['selector']).toEqual({ matchLabels: metadata.labels })
})

test.each(deployments)(
  '%s is probed for life and readiness, and gets the time to leave',
  (_, { spec: pod }) => {
    const [container] = pod.containers
    expect(container).toMatchObject({
      startupProbe: { httpGet: { path: '/health/live', port: 'http' } },
      livenessProbe: { httpGet: { path: '/health/live', port: 'http' } },
      readinessProbe: { httpGet: { path: '/health/ready', port: 'http' } },
      ports: [{ name: 'http', containerPort: 8000 }],
    })
    const settings = objects.find(({ kind }) => kind === 'ConfigMap')?.data
    const toFinish = Number(settings?.['SHUTDOWN_TIMEOUT_SECONDS'])
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(toFinish + 10)
  },
)
