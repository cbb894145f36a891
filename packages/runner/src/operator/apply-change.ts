import type { DeploymentCache } from './cluster/deployment-cache.ts'
import type { Deployments } from './cluster/deployments.ts'
import { ClusterAwayError, KubernetesError } from './cluster/kubernetes-error.ts'
import type { Deployment } from './cluster/objects.ts'
import type { Change } from './plan/plan-changes.ts'
import { differences } from './worker/differences.ts'

/** Makes one change in the cluster, and tells the cache what has become of the object. */
export async function applyChange(
  { name, uid, wanted }: Change,
  { deployments, cache, signal }: { deployments: Deployments; cache: DeploymentCache; signal: AbortSignal },
): Promise<Deployment | null> {
  if (wanted === null) {
    await deployments.remove(name, uid ?? '', signal)
    cache.drop(name)
    return null
  }
  // A new object is made without force: had somebody else made one of that name just now, it would be left alone.
  const applied = await deployments.apply(wanted, { force: uid !== null, signal })
  cache.put(applied)
  const left = differences(wanted, applied)
  if (left.length > 0) {
    throw new Error(
      `something in the cluster changes what is applied at once: ${left.slice(0, 3).join(', ')}`,
    )
  }
  return applied
}

/** The right that a kind of change takes, by which changes are held back together where it is missing. */
export function rightFor({ wanted, uid }: Change): 'create' | 'patch' | 'delete' {
  if (wanted === null) return 'delete'
  return uid === null ? 'create' : 'patch'
}

/** Whether an error concerns all changes that take the same right, and not the one object alone. */
export function concernsAll(error: unknown): boolean {
  if (error instanceof ClusterAwayError) return true
  return error instanceof KubernetesError && (error.lacksRight || error.status === 401)
}
