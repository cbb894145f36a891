import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readYaml } from './support/deployment-files.ts'
import { readKustomization, renderKustomization } from './support/kustomization.ts'
import {
  type KubernetesObject,
  kubernetesManifests,
  MANIFESTS,
  templateOf,
  titleOf,
} from './support/manifests.ts'
import { operatorWorker } from './support/operator-worker.ts'
import { METRICS } from './support/service-metrics.ts'

const pooled = join(MANIFESTS, 'overlays/pooled')
const perAccount = join(MANIFESTS, 'overlays/per-account')
const byMetric = ['../../components/scaled-by-metric']
const ways: Readonly<Record<string, readonly KubernetesObject[]>> = {
  'pooled, scaled by the database': renderKustomization(pooled),
  'pooled, scaled by a metric': renderKustomization(pooled, byMetric),
  'per account': renderKustomization(perAccount),
}

/** What a server of PostgreSQL takes that nobody has set. */
const MAX_CONNECTIONS = 100

type Labels = Readonly<Record<string, string>>

const labelsOf = (object: KubernetesObject): Labels[] => {
  const template = templateOf(object)
  return template === undefined ? [] : [template.metadata.labels]
}

/** The labels of the pods that there will be; the operator makes its workers itself. */
function podsOf(objects: readonly KubernetesObject[]): Labels[] {
  const pods = objects.flatMap(labelsOf)
  const hasOperator = pods.some((labels) => labels['app.kubernetes.io/component'] === 'operator')
  return hasOperator ? [...pods, ...labelsOf(operatorWorker())] : pods
}

interface Selector {
  readonly matchLabels?: Readonly<Record<string, string>>
  readonly matchExpressions?: readonly { readonly key: string; readonly values: readonly string[] }[]
}

const selects = ({ matchLabels = {}, matchExpressions = [] }: Selector, pod: Labels) =>
  Object.entries(matchLabels).every(([name, value]) => pod[name] === value) &&
  matchExpressions.every(({ key, values }) => values.includes(pod[key] ?? ''))

const named = (objects: readonly KubernetesObject[], title: string): KubernetesObject => {
  const found = objects.find((object) => titleOf(object) === title)
  if (found === undefined) throw new Error(`there is no ${title}`)
  return found
}

/** Which pods a policy lets out. */
const outTo = (objects: readonly KubernetesObject[], name: string) =>
  (named(objects, `NetworkPolicy ${name}`).spec ?? {})['podSelector'] as Selector

const componentOf = (pod: Labels): string => pod['app.kubernetes.io/component'] ?? ''

test('every manifest is applied by one way or another, but the examples of Secrets', () => {
  const files = kubernetesManifests().filter(({ object }) => object.kind !== 'Secret')
  const applied = new Set(Object.values(ways).flat().map(titleOf))
  expect(files.map(({ object }) => titleOf(object)).filter((title) => !applied.has(title))).toEqual([])
  expect(applied).not.toContain('Secret airbnb-insights')
})

describe.each(Object.entries(ways))('%s', (_, objects) => {
  const pods = podsOf(objects)

  test('makes nothing twice, and all of it in one namespace', () => {
    expect(new Set(objects.map(titleOf)).size).toBe(objects.length)
    const namespaced = objects.filter(({ kind }) => kind !== 'Namespace')
    expect(new Set(namespaced.map(({ metadata }) => metadata.namespace))).toEqual(
      new Set(['airbnb-insights']),
    )
  })

  test('names the image that is to be run, the same everywhere', () => {
    const images = objects.flatMap(
      (object) => templateOf(object)?.spec.containers.map(({ image }) => image) ?? [],
    )
    expect(new Set(images)).toEqual(new Set(['ghcr.io/your-organisation/airbnb-insights:0.1.0']))
  })

  test('has services, budgets and policies that select pods which exist', () => {
    const selectors = objects
      .filter(({ kind }) => ['Service', 'PodDisruptionBudget', 'NetworkPolicy'].includes(kind))
      .map((object) => {
        const { selector, podSelector } = object.spec as Record<string, Selector | Record<string, string>>
        const chosen = podSelector ?? selector ?? {}
        return [
          titleOf(object),
          (object.kind === 'Service' ? { matchLabels: chosen } : chosen) as Selector,
        ] as const
      })
    expect(selectors.length).toBeGreaterThan(8)
    expect(selectors.filter(([, selector]) => !pods.some((pod) => selects(selector, pod)))).toEqual([])
  })

  test('lets every pod out to names and database, and those that ask Airbnb out to it', () => {
    const reached = (name: string) =>
      new Set(pods.filter((pod) => selects(outTo(objects, name), pod)).map(componentOf))
    expect(reached('names')).toEqual(new Set(pods.map(componentOf)))
    expect(reached('database')).toEqual(new Set(pods.map(componentOf)))
    expect(reached('airbnb')).toEqual(new Set(pods.map(componentOf).filter((name) => name !== 'migrate')))
    expect(reached('mail')).toEqual(
      new Set(pods.map(componentOf).filter((name) => ['operator', 'worker'].includes(name))),
    )
  })

  test('has a budget for each kind of pod that stays', () => {
    const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget')
    const selected = pods.filter((pod) =>
      budgets.some(({ spec }) => selects(spec?.['selector'] as Selector, pod)),
    )
    expect(selected).toEqual(pods.filter((pod) => pod['app.kubernetes.io/component'] !== 'migrate'))
  })
})

describe('workers that are scaled', () => {
  const settings = named(ways['per account'] ?? [], 'ConfigMap airbnb-insights').data ?? {}
  const scaled = named(ways['pooled, scaled by the database'] ?? [], 'ScaledObject airbnb-insights-worker')
  const autoscaler = named(
    ways['pooled, scaled by a metric'] ?? [],
    'HorizontalPodAutoscaler airbnb-insights-worker',
  )

  test('are of a Deployment that says no number itself, lest it is set back with each change', () => {
    const [deployment] = kubernetesManifests().filter(({ file }) => file.endsWith('worker-deployment.yaml'))
    expect(deployment?.object.spec).toBeDefined()
    expect(deployment?.object.spec).not.toHaveProperty('replicas')
    expect(scaled.spec).toMatchObject({ scaleTargetRef: { name: deployment?.object.metadata.name } })
    expect(autoscaler.spec).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: deployment?.object.metadata.name },
    })
  })

  test('are as many as what one does at a time asks for', () => {
    const concurrency = settings['WORKER_CONCURRENCY']
    expect(scaled.spec).toMatchObject({ triggers: [{ metadata: { targetQueryValue: concurrency } }] })
    expect(autoscaler.spec).toMatchObject({
      metrics: [{ external: { target: { type: 'AverageValue', averageValue: concurrency } } }],
    })
  })

  test('are never none, as they look at the schedule, nor more than a database server takes', () => {
    const { minReplicaCount, maxReplicaCount } = scaled.spec as Record<string, number>
    expect(minReplicaCount).toBeGreaterThanOrEqual(2)
    expect(autoscaler.spec).toMatchObject({ minReplicas: minReplicaCount, maxReplicas: maxReplicaCount })
    // One more of the admin API while it is replaced.
    const { replicas: admins } = named(ways['per account'] ?? [], 'Deployment airbnb-insights-admin')
      .spec as {
      replicas: number
    }
    const connections = (Number(maxReplicaCount) + admins + 1) * Number(settings['DATABASE_POOL_MAX'])
    expect(connections).toBeLessThan(MAX_CONNECTIONS)
  })

  test('are asked for by the role whose URL the example of a Secret has', () => {
    const authentication = named(
      ways['pooled, scaled by the database'] ?? [],
      'TriggerAuthentication airbnb-insights-scaler',
    )
    const secret = kubernetesManifests().find(
      ({ object }) => titleOf(object) === 'Secret airbnb-insights-scaler',
    )
    const { stringData = {} } = (secret?.object ?? {}) as { stringData?: Record<string, string> }
    expect(authentication.spec).toEqual({
      secretTargetRef: [
        { parameter: 'connection', name: 'airbnb-insights-scaler', key: Object.keys(stringData)[0] },
      ],
    })
    expect(stringData['database-url']).toContain('//insights_scaler:')
    expect(scaled.spec).toMatchObject({
      triggers: [{ type: 'postgresql', authenticationRef: { name: authentication.metadata.name } }],
    })
  })

  test('are counted by a metric that the adapter’s rule makes of those that the service exports', () => {
    const [example] = readYaml<{
      rules: { external: { seriesQuery: string; metricsQuery: string; name: { as: string } }[] }
    }>(join(MANIFESTS, 'components/scaled-by-metric/adapter-rule.example.yaml'))
    const [rule] = example?.rules.external ?? []
    expect(autoscaler.spec).toMatchObject({ metrics: [{ external: { metric: { name: rule?.name.as } } }] })
    for (const query of [rule?.seriesQuery, rule?.metricsQuery]) {
      expect(METRICS).toContain(/airbnb_insights_\w+/.exec(query ?? '')?.[0])
    }
  })
})

describe('the operator', () => {
  const objects = ways['per account'] ?? []

  test('may do what it needs and nothing else', () => {
    const { rules } = named(objects, 'Role airbnb-insights-operator') as unknown as { rules: unknown[] }
    expect(rules).toEqual([
      {
        apiGroups: ['apps'],
        resources: ['deployments'],
        verbs: ['list', 'watch', 'create', 'patch', 'delete'],
      },
      { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: ['airbnb-insights-operator'],
        verbs: ['get', 'update'],
      },
    ])
  })

  test('finds by their names what its workers take: settings, secrets, service account, and itself', () => {
    const worker = operatorWorker()
    const titles = new Set([...objects.map(titleOf), 'Secret airbnb-insights'])
    const pod = templateOf(worker)?.spec as unknown as {
      serviceAccountName: string
      containers: { envFrom: { configMapRef: { name: string } }[] }[]
      volumes: { secret: { secretName: string } }[]
    }
    const { ownerReferences = [] } = worker.metadata as { ownerReferences?: { kind: string; name: string }[] }
    const taken = [
      `ServiceAccount ${pod.serviceAccountName}`,
      `ConfigMap ${String(pod.containers[0]?.envFrom[0]?.configMapRef.name)}`,
      `Secret ${String(pod.volumes[0]?.secret.secretName)}`,
      ...ownerReferences.map(({ kind, name }) => `${kind} ${name}`),
    ]
    expect(taken).toHaveLength(4)
    expect(taken.filter((title) => !titles.has(title))).toEqual([])
  })

  test('is who the rights are given to, and nobody else is', () => {
    expect(named(objects, 'RoleBinding airbnb-insights-operator')).toMatchObject({
      roleRef: { kind: 'Role', name: 'airbnb-insights-operator' },
      subjects: [{ kind: 'ServiceAccount', name: 'airbnb-insights-operator', namespace: 'airbnb-insights' }],
    })
    const bound = Object.values(ways)
      .flat()
      .filter(({ kind }) => /Role/.test(kind))
    expect(new Set(bound.map(titleOf))).toEqual(
      new Set(['Role airbnb-insights-operator', 'RoleBinding airbnb-insights-operator']),
    )
  })

  test('alone is let out to the API server', () => {
    const { podSelector } = named(objects, 'NetworkPolicy api-server').spec as { podSelector: Selector }
    const components = podsOf(objects).filter((pod) => selects(podSelector, pod))
    expect(components.map((pod) => pod['app.kubernetes.io/component'])).toEqual(['operator'])
  })
})

test('an overlay names one image, which is that of the other', () => {
  const [first, second] = [pooled, perAccount].map((folder) => readKustomization(folder).images)
  expect(first).toEqual(second)
})
