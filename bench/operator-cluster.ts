import { randomBytes } from 'node:crypto'
import { AppsV1Api, CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { FAKE_NAMESPACE, FakeKubernetes, OWN_NAME } from '../scripts/fake-kubernetes.ts'

/** A cluster with an operator's own Deployment and nothing else. */
export interface OperatorCluster extends AsyncDisposable {
  /** What it is, for the results. */
  readonly what: string
  readonly kubeconfig: string
  readonly namespace: string
}

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
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const [core, apps] = [config.makeApiClient(CoreV1Api), config.makeApiClient(AppsV1Api)]
  const namespace = `bench-${randomBytes(5).toString('hex')}`
  const labels = { app: OWN_NAME }
  const pod = { containers: [{ name: 'operator', image: 'airbnb-insights:bench' }] }
  await core.createNamespace({ body: { metadata: { name: namespace } } })
  await core.createNamespacedServiceAccount({ namespace, body: { metadata: { name: 'airbnb-insights' } } })
  await apps.createNamespacedDeployment({
    namespace,
    body: {
      metadata: { name: OWN_NAME },
      spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    },
  })
  return {
    what: 'a real API server with its controllers on this machine',
    kubeconfig,
    namespace,
    [Symbol.asyncDispose]: async () => void (await core.deleteNamespace({ name: namespace })),
  }
}
