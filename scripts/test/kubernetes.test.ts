import { spawnSync } from 'node:child_process'
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readYaml } from './support/deployment-files.ts'
import { kubernetesManifests, type Manifest, objectOf, templateOf } from './support/manifests.ts'
import { workspaceRoot } from './support/workspace.ts'

const manifests = kubernetesManifests()
const named = (manifest: Manifest) => `${manifest.kind} ${manifest.metadata.name}`
const titled = manifests.map((manifest) => [named(manifest), manifest] as const)
const workloads = manifests.flatMap((manifest) => {
  const template = templateOf(manifest)
  return template === undefined ? [] : [[named(manifest), template, manifest] as const]
})

/** Package `kubernetes-models` has a folder for each API group and version. */
function modelModule({ apiVersion }: Manifest): string {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
  return ['kubernetes-models', group, version].filter((part) => part !== '').join('/')
}

/** `manifests`, as TypeScript literals of the published types: the compiler finds a field that does not exist. */
function typedLiterals(): string {
  return manifests
    .map(
      (manifest, index) =>
        `import type { I${manifest.kind} as Kind${index} } from '${modelModule(manifest)}'\n` +
        `export const manifest${index}: Kind${index} = ${JSON.stringify(objectOf(manifest))}\n`,
    )
    .join('')
}

function typeErrors(source: string): string[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'host-insights-manifests-')))
  try {
    symlinkSync(join(workspaceRoot, 'node_modules'), join(folder, 'node_modules'))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
    writeFileSync(join(folder, 'manifests.ts'), source)
    const options = ['--noEmit', '--strict', '--skipLibCheck', '--module', 'nodenext', '--types', '']
    const { status, stdout, stderr } = spawnSync(
      join(workspaceRoot, 'node_modules/.bin/tsc'),
      [...options, '--pretty', 'false', 'manifests.ts'],
      { cwd: folder, encoding: 'utf8' },
    )
    const errors = stdout.split('\n').filter((line) => line.includes('error TS'))
    if (status !== 0 && errors.length === 0) throw new Error(`tsc ended with ${status}: ${stdout}${stderr}`)
    return errors
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('there are manifests for everything that a cluster needs', () => {
  expect(new Set(manifests.map(({ kind }) => kind))).toEqual(
    new Set([
      'Namespace',
      'ServiceAccount',
      'ConfigMap',
      'Secret',
      'Job',
      'Deployment',
      'Service',
      'PodDisruptionBudget',
      'NetworkPolicy',
    ]),
  )
})

test.each(titled)('%s fits the published schema', async (_, manifest) => {
  const models = (await import(modelModule(manifest))) as Record<
    string,
    (new (data: object) => { validate(): void }) | undefined
  >
  const Model = models[manifest.kind]
  if (Model === undefined) throw new Error(`${modelModule(manifest)} has no ${manifest.kind}`)
  expect(() => new Model(objectOf(manifest)).validate()).not.toThrow()
})

test('no manifest has a field that Kubernetes does not know', () => {
  expect(typeErrors(typedLiterals())).toEqual([])
  expect(typeErrors(typedLiterals().replace('"containerPort"', '"containerPrt"'))).not.toEqual([])
})

test('kustomize applies every manifest but the example of the Secret', () => {
  const [kustomization] = readYaml<{ resources: string[] }>('deploy/kubernetes/kustomization.yaml')
  const files = new Set(manifests.map(({ file }) => file.replace('deploy/kubernetes/', '')))
  files.delete('secret.example.yaml')
  expect(new Set(kustomization?.resources)).toEqual(files)
})

describe.each(workloads)('%s', (_, { metadata, spec: pod }, manifest) => {
  test('keeps to the restricted security standard, on a root file system that cannot be written', () => {
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
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

  test('says what it needs, and how much memory it may take', () => {
    for (const { resources } of pod.containers) {
      expect(resources).toMatchObject({
        requests: { cpu: expect.any(String), memory: expect.any(String) },
        limits: { memory: expect.any(String) },
      })
    }
  })

  test('labels its pods as it is labelled itself', () => {
    expect(metadata.labels).toEqual(manifest.metadata.labels)
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
    const settings = manifests.find(({ kind }) => kind === 'ConfigMap')?.data
    const toFinish = Number(settings?.['SHUTDOWN_TIMEOUT_SECONDS'])
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(toFinish + 10)
  },
)

test('service, budgets and policies select pods that exist', () => {
  const pods = workloads.map(([, { metadata }]) => metadata.labels)
  const selectors = manifests
    .filter(({ kind }) => ['Service', 'PodDisruptionBudget', 'NetworkPolicy'].includes(kind))
    .map((manifest) => {
      const { selector, podSelector } = manifest.spec as Record<string, Record<string, unknown> | undefined>
      const labels = selector?.['matchLabels'] ?? podSelector?.['matchLabels'] ?? selector ?? {}
      return [named(manifest), Object.entries(labels as Record<string, string>)] as const
    })
  expect(selectors.length).toBeGreaterThan(5)
  const idle = selectors.filter(
    ([, labels]) => !pods.some((own) => labels.every(([name, value]) => own[name] === value)),
  )
  expect(idle).toEqual([])
})
