import { expect, test } from 'vitest'
import { assertFitsSchema, typedLiterals, typeErrors } from './support/kubernetes-schemas.ts'
import { kubernetesManifests, titleOf } from './support/manifests.ts'
import { operatorWorker } from './support/operator-worker.ts'

const objects = kubernetesManifests().map(({ object }) => object)
/** What is sent to a cluster, by kubectl and by the operator. */
const sent = [...objects, operatorWorker()]

test('there are manifests for everything that a cluster needs', () => {
  expect(new Set(objects.map(({ kind }) => kind))).toEqual(
    new Set([
      'Namespace',
      'ServiceAccount',
      'Role',
      'RoleBinding',
      'ConfigMap',
      'Secret',
      'Job',
      'Deployment',
      'Service',
      'PodDisruptionBudget',
      'NetworkPolicy',
      'ScaledObject',
      'TriggerAuthentication',
      'HorizontalPodAutoscaler',
    ]),
  )
})

test.each(sent.map((object) => [titleOf(object), object] as const))(
  '%s fits the published schema',
  async (_, object) => {
    await expect(assertFitsSchema(object)).resolves.toBeUndefined()
  },
)

test('a value that does not fit the published schema is found', async () => {
  const scaled = objects.filter(({ kind }) => kind === 'ScaledObject')
  expect(scaled).toHaveLength(1)
  for (const object of scaled) {
    const wrong = { ...object, spec: { ...object.spec, minReplicaCount: 'two' } }
    await expect(assertFitsSchema(wrong)).rejects.toThrow(/minReplicaCount/)
  }
})

test('no manifest has a field that Kubernetes does not know', () => {
  expect(typeErrors(typedLiterals(sent))).toEqual([])
  expect(typeErrors(typedLiterals(sent).replace('"containerPort"', '"containerPrt"'))).not.toEqual([])
})
