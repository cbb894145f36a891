import { deploymentsOf } from '../cluster/deployments.ts'
import { createKubernetesClient } from '../cluster/kubernetes-client.ts'
import { leaseOf } from '../cluster/leases.ts'
import { loadCluster } from '../cluster/load-cluster.ts'
import type { Deployment } from '../cluster/objects.ts'
import { leaseName } from '../start-operator.ts'
import type { LookInvocation } from './operator-invocation.ts'

/** A cluster as it is now. */
export interface ClusterLook {
  readonly namespace: string
  /** All Deployments of the namespace, by name. */
  readonly deployments: ReadonlyMap<string, Deployment>
  /** The operator's own; undefined where there is none. */
  readonly own: Deployment | undefined
  /** Which operator makes the changes; null for none. */
  leader(): Promise<string | null>
}

/** Looks once. @throws ConfigurationError without a cluster, KubernetesError and ClusterAwayError where it gives no answer. */
export async function lookAtCluster({ settings, context, signal }: LookInvocation): Promise<ClusterLook> {
  const cluster = loadCluster(context.environment)
  const namespace = settings.operatorNamespace ?? cluster.namespace
  const client = createKubernetesClient(cluster, namespace)
  const { items } = await deploymentsOf(client).list(signal)
  const deployments = new Map(items.map((item) => [item.metadata.name, item]))
  return {
    namespace,
    deployments,
    own: deployments.get(settings.operatorDeployment),
    async leader() {
      const lease = await leaseOf(client, leaseName(settings.operatorDeployment)).read()
      const holder = lease?.spec?.holderIdentity ?? ''
      return holder === '' ? null : holder
    },
  }
}

/** What to say where the Deployment is not there that all workers belong to. */
export const noOwnDeployment = (name: string, namespace: string): string =>
  `There is no Deployment ${name} in the namespace ${namespace}, which all workers belong to.`
