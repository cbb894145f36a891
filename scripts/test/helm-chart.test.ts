import { describe, expect, test } from 'vitest'
import { byTitle } from './support/by-title.ts'
import { CHART, helm, renderChart, runHelm } from './support/helm-chart.ts'
import { assertFitsSchema, typedLiterals, typeErrors } from './support/kubernetes-schemas.ts'
import { renderKustomization } from './support/kustomization.ts'
import { type KubernetesObject, templateOf, titleOf } from './support/manifests.ts'

const pooled = 'deploy/kubernetes/overlays/pooled'
const byMetric = ['../../components/scaled-by-metric']

/** How the chart is told what, and the manifests that it should make then. */
const ways: readonly [title: string, settings: readonly string[], manifests: () => KubernetesObject[]][] = [
  ['pooled', [], () => renderKustomization(pooled)],
  ['pooled, by a metric', ['workers.scaling.by=metric'], () => renderKustomization(pooled, byMetric)],
  [
    'pooled, by nothing',
    ['workers.scaling.by=nothing'],
    () => renderKustomization(pooled, []).map(withTwoWorkers),
  ],
  ['per account', ['mode=per-account'], () => renderKustomization('deploy/kubernetes/overlays/per-account')],
]

/** Where nothing scales them, the chart says how many. */
function withTwoWorkers(object: KubernetesObject): KubernetesObject {
  if (titleOf(object) !== 'Deployment airbnb-insights-worker') return object
  return { ...object, spec: { ...object.spec, replicas: 2 } }
}

const HELMS_OWN = ['app.kubernetes.io/instance', 'app.kubernetes.io/managed-by', 'helm.sh/chart']

/** An object without what only Helm puts there: labels, a name that changes with the Job, what changed settings show in. */
function withoutHelms(object: KubernetesObject): KubernetesObject {
  const { labels = {}, ...metadata } = object.metadata
  const own = Object.entries(labels).filter(([name]) => !HELMS_OWN.includes(name))
  const name =
    object.kind === 'Job' ? object.metadata.name.replace(/-[0-9a-f]{8}$/, '') : object.metadata.name
  const template = templateOf(object)
  const { annotations: _, ...podMetadata } = (template?.metadata ?? {}) as Record<string, unknown>
  return {
    ...object,
    metadata: { ...metadata, name, ...(own.length > 0 && { labels: Object.fromEntries(own) }) },
    ...(template !== undefined && {
      spec: { ...object.spec, template: { ...template, metadata: podMetadata } },
    }),
  }
}

const migration = (...settings: readonly string[]) =>
  renderChart(...settings).find(({ kind }) => kind === 'Job')?.metadata.name

const annotated = (...settings: readonly string[]) =>
  renderChart(...settings)
    .filter(({ kind }) => kind === 'Deployment')
    .map((object) => templateOf(object)?.metadata)

// Without Helm all of these are counted as left out; CI's workflow requires it.
describe.skipIf(helm === undefined)('the chart', () => {
  test('is found well by Helm’s own linter', () => {
    const { status, stdout, stderr } = runHelm('lint', '--strict', '--kube-version', '1.34.0', CHART)
    expect([status, `${stdout}${stderr}`]).toEqual([0, expect.stringContaining('0 chart(s) failed')])
  })

  test.each(ways)('%s, makes what the manifests say', (_, settings, manifests) => {
    const wanted = manifests().filter(({ kind }) => kind !== 'Namespace')
    expect(byTitle(renderChart(...settings).map(withoutHelms))).toEqual(byTitle(wanted))
  })

  test('makes what Kubernetes knows', async () => {
    const objects = ways.flatMap(([, settings]) => renderChart(...settings))
    for (const object of objects) await assertFitsSchema(object)
    expect(typeErrors(typedLiterals(objects))).toEqual([])
  })

  test('takes what is set, everywhere where it says something', () => {
    const objects = renderChart(
      'mode=per-account',
      'image.repository=images.example/insights',
      'image.tag=2.0.0',
      'image.pullPolicy=Always',
      'image.pullSecrets[0].name=pull',
      'secretName=kept',
      'settings.SHUTDOWN_TIMEOUT_SECONDS=90',
      'operator.settings.OPERATOR_WORKER_MEMORY=256Mi',
      'networkPolicies.enabled=false',
    )
    const pods = objects.flatMap((object) => templateOf(object)?.spec ?? [])
    expect(pods).toHaveLength(3)
    for (const pod of pods) {
      expect(pod).toMatchObject({
        imagePullSecrets: [{ name: 'pull' }],
        containers: [{ image: 'images.example/insights:2.0.0', imagePullPolicy: 'Always' }],
        volumes: [{ secret: { secretName: 'kept' } }],
      })
    }
    expect(pods.flatMap(({ terminationGracePeriodSeconds }) => terminationGracePeriodSeconds ?? [])).toEqual([
      120, 120,
    ])
    const operator = pods.find(({ serviceAccountName }) => serviceAccountName.endsWith('-operator'))
    expect(operator?.containers[0]?.env).toEqual(
      expect.arrayContaining([
        { name: 'OPERATOR_WORKER_MEMORY', value: '256Mi' },
        { name: 'OPERATOR_WORKER_SECRET', value: 'kept' },
      ]),
    )
    expect(objects.filter(({ kind }) => kind === 'NetworkPolicy')).toEqual([])
  })

  test('takes a digest for a tag, and the operator’s own word for its workers’ Secret', () => {
    const objects = renderChart(
      'mode=per-account',
      'image.repository=images.example/insights',
      'image.tag=sha256:0123456789abcdef',
      'secretName=kept',
      'operator.settings.OPERATOR_WORKER_SECRET=mine',
    )
    const containers = objects.flatMap((object) => templateOf(object)?.spec.containers ?? [])
    expect(new Set(containers.map(({ image }) => image))).toEqual(
      new Set(['images.example/insights@sha256:0123456789abcdef']),
    )
    const variables = containers.flatMap(({ env = [] }) => env)
    expect(variables.filter(({ name }) => name === 'OPERATOR_WORKER_SECRET')).toEqual([
      { name: 'OPERATOR_WORKER_SECRET', value: 'mine' },
    ])
  })

  test('is not made with more workers at the least than at the most', () => {
    expect(() => renderChart('workers.scaling.least=9')).toThrow(
      /scaling\.least is greater than .*scaling\.most/,
    )
  })

  test('migrates anew with a new image, and only then', () => {
    expect(migration('settings.LOG_LEVEL=debug')).toBe(migration())
    expect(migration('image.tag=2.0.0')).not.toBe(migration())
  })

  test('restarts what runs where its settings have changed', () => {
    expect(annotated('settings.LOG_LEVEL=debug')).not.toEqual(annotated())
    expect(annotated('admin.replicas=3')).toEqual(annotated())
  })

  test('refuses a value that it does not know before it makes anything', () => {
    expect(() => renderChart('workers.replicas=3')).toThrow(/replicas/)
    expect(() => renderChart('settings.DATABASE_URL=postgres://db.example/insights')).toThrow(
      /DATABASE_URL|settings/,
    )
  })
})
