import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { SETTINGS } from '../../packages/runner/src/config/settings.ts'
import { chartValues } from '../generated/chart-values.ts'
import { readFile, readYaml } from './support/deployment-files.ts'
import { CHART } from './support/helm-chart.ts'
import { readKustomization } from './support/kustomization.ts'
import { kubernetesManifests } from './support/manifests.ts'

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>
}

interface Values {
  readonly settings: Readonly<Record<string, string>>
  readonly [name: string]: unknown
}

const [values] = readYaml<Values>(`${CHART}/values.yaml`) as [Values]
const [chart] = readYaml<Record<string, string>>(`${CHART}/Chart.yaml`)
const schema = JSON.parse(readFile(`${CHART}/values.schema.json`)) as Schema
const fits = new Ajv({ allErrors: true }).compile(schema)

/** The places of a schema's properties that hold no further ones. */
function leavesOf({ properties }: Schema, prefix = ''): string[] {
  if (properties === undefined) return [prefix]
  return Object.entries(properties).flatMap(([name, inner]) =>
    leavesOf(inner, prefix === '' ? name : `${prefix}.${name}`),
  )
}

const setAt = (path: string, value: unknown): unknown => {
  const copy = structuredClone(values) as Record<string, unknown>
  const names = path.split('.')
  const last = names.pop() ?? ''
  let place = copy
  for (const name of names) place = place[name] as Record<string, unknown>
  if (value === undefined) delete place[last]
  else place[last] = value
  return copy
}

test('the values of the chart fit its schema', () => {
  expect(fits(values)).toBe(true)
  expect(fits.errors).toBeNull()
})

test('every value has a comment, and a place in the schema', () => {
  const leaves = leavesOf(schema).filter((path) => path !== 'global')
  expect(chartValues().map(({ path }) => path)).toEqual(leaves)
})

describe.each<[path: string, value: unknown]>([
  ['mode', 'both'],
  ['replicas', 3],
  ['workers.replicas', 3],
  ['workers.scaling.by', 'keda'],
  ['workers.scaling.least', 0],
  ['networkPolicies.databasePort', 70_000],
  ['networkPolicies.database', []],
  ['settings.WORKER_CONCURRENCY', 4],
  ['settings.workerConcurrency', '4'],
  ['settings.DATABASE_URL', 'postgres://insights:password@db.example/insights'],
  ['operator.settings.CREDENTIAL_KEYS', 'k1:key'],
  ['settings.OTEL_EXPORTER_OTLP_HEADERS', 'Authorization=Bearer%20key'],
  // Set to null, a value is gone: no peers at all would let everybody through.
  ['networkPolicies.database', undefined],
  ['networkPolicies.prometheus', undefined],
  ['operator', undefined],
])('the schema', (path, value) => {
  test(`refuses ${path}: ${JSON.stringify(value) ?? 'left out'}`, () => {
    expect(fits(setAt(path, value))).toBe(false)
  })
})

test('no secret of the service may stand among the settings, which are no secrets', () => {
  // Airbnb's website tells its key to every visitor.
  const secrets = Object.values(SETTINGS)
    .filter((setting) => setting !== SETTINGS.webKey)
    .flatMap(({ env, secret }) => (secret ? env : []))
  expect(secrets.length).toBeGreaterThan(5)
  expect(secrets.filter((name) => fits(setAt(`settings.${name}`, 'x')))).toEqual([])
})

test('the settings and the version are those of the manifests', () => {
  const settings = kubernetesManifests().find(({ object }) => object.kind === 'ConfigMap')
  expect(values.settings).toEqual(settings?.object.data)
  const [image] = readKustomization('deploy/kubernetes/overlays/pooled').images ?? []
  expect(chart?.['appVersion']).toBe(image?.newTag)
  expect(values['image']).toMatchObject({ repository: image?.newName })
})
