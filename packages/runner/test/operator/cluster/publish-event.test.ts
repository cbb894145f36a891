import { expect, test } from 'vitest'
import { FakeKubernetes } from '../../../../../scripts/fake-kubernetes.ts'
import { createKubernetesClient } from '../../../src/operator/cluster/kubernetes-client.ts'
import { loadCluster } from '../../../src/operator/cluster/load-cluster.ts'
import { publishEvent } from '../../../src/operator/cluster/publish-event.ts'

test('a note is cut to what Kubernetes takes, which counts bytes, between two characters', async () => {
  await using kubernetes = await FakeKubernetes.start()
  const cluster = loadCluster({ KUBECONFIG: kubernetes.kubeconfig })
  await publishEvent(createKubernetesClient(cluster, cluster.namespace), {
    regarding: { name: 'worker', uid: 'uid' },
    type: 'Warning',
    reason: 'Failed',
    action: 'Failed',
    note: `a${'🏠'.repeat(400)}`,
    instance: 'operator',
  })
  const [event] = kubernetes.objects.get('events')?.values() ?? []
  expect(JSON.stringify(event)).toContain(`"a${'🏠'.repeat(255)}"`)
})
