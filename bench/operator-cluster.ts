import { randomBytes } from 'node:crypto'
import {
  createKubernetesClient,
  type KubernetesClient,
} from '../packages/runner/src/operator/cluster/kubernetes-client.ts'
import { loadCluster } from '../packages/runner/src/operator/cluster/load-cluster.ts'
import { FAKE_NAMESPACE, FakeKubernetes } from '../packages/runner/test/operator/support/fake-kubernetes.ts'

/** A cluster with an operator's own Deployment and nothing else. */
export interface OperatorCluster extends AsyncDisposable {
  /** What it is, for the results. */
  readonly what: string
  readonly kubeconfig: string
  readonly namespace: string
}

const OWN = 'airbnb-insights-operator'

/** A namespace of the API server that `TEST_KUBECONFIG` names; without that, the tests' double of one. */
export async function operatorCluster(): Promise<OperatorCluster> {
  const kubeconfig = process.env['TEST_KUBECONFIG'] ?? ''
  return kubeconfig === '' ? await fakeCluster() : await realCluster(kubeconfig)
}

async function fakeCluster(): Promise<OperatorCluster> {
  const fake = await FakeKubernetes.start()
  return {
    what: "the tests' double of an API server",
    kubeconfig: fake.kubeconfig,
    namespace: FAKE_NAMESPACE,
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  }
}

async function realCluster(kubeconfig: string): Promise<OperatorCluster> {
  const namespace = `bench-${randomBytes(5).toString('hex')}`
  const client = createKubernetesClient(await loadCluster({ KUBECONFIG: kubeconfig }), namespace)
  const labels = { app: OWN }
  const template = {
    metadata: { labels },
    spec: { containers: [{ name: 'operator', image: 'airbnb-insights:bench' }] },
  }
  await make(client, '/api/v1/namespaces', { kind: 'Namespace', metadata: { name: namespace } })
  await make(client, `/api/v1/namespaces/${namespace}/serviceaccounts`, {
    kind: 'ServiceAccount',
    metadata: { name: 'airbnb-insights' },
  })
  await make(client, `/apis/apps/v1/namespaces/${namespace}/deployments`, {
    kind: 'Deployment',
    metadata: { name: OWN },
    spec: { replicas: 0, selector: { matchLabels: labels }, template },
  })
  return {
    what: 'a real API server with its controllers on this machine',
    kubeconfig,
    namespace,
    async [Symbol.asyncDispose]() {
      await client.ask({
        verb: 'delete',
        resource: 'namespaces',
        method: 'DELETE',
        path: `/api/v1/namespaces/${namespace}`,
      })
    },
  }
}

async function make(client: KubernetesClient, path: string, body: object): Promise<void> {
  const apiVersion = path.startsWith('/apis/') ? 'apps/v1' : 'v1'
  await client.ask({ verb: 'create', resource: path, method: 'POST', path, body: { apiVersion, ...body } })
}
