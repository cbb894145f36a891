import type { Deployment } from '../cluster/objects.ts'

/**
 * Why a worker that should run does not, as far as its Deployment tells: the API server refuses its pod, as a quota or a
 * policy would have it, or the pod has not become ready for ten minutes.
 *
 * @returns one line, the same for all workers of whom it is true; null where nothing is wrong, or it is too early to tell.
 */
export function whyNotReady({ status }: Deployment): string | null {
  const conditions = status?.conditions ?? []
  const refused = conditions.find(({ type, status: holds }) => type === 'ReplicaFailure' && holds === 'True')
  const stuck = conditions.find(({ type, status: holds }) => type === 'Progressing' && holds === 'False')
  if (refused !== undefined) return (refused.message ?? '').replace(/^pods "[^"]*" is forbidden: /, '')
  return stuck === undefined ? null : 'its pod has not become ready in ten minutes'
}
