import { KubernetesObjectApi, PatchStrategy } from '@kubernetes/client-node'
import { readKubeconfig } from './kubeconfig.ts'

/**
 * Makes or changes objects as `kubectl apply --server-side` does, one after another.
 *
 * @throws ApiException with the API server's words for the first one that it refuses
 */
export async function applyObjects(kubeconfig: string, objects: readonly object[]): Promise<void> {
  const api = KubernetesObjectApi.makeApiClient(readKubeconfig(kubeconfig))
  for (const object of objects) {
    await api.patch(object, undefined, undefined, 'kubectl', true, PatchStrategy.ServerSideApply)
  }
}
