import { FIELD_MANAGER } from '../cluster/deployments.ts'
import type { Deployment } from '../cluster/objects.ts'
import type { Owner } from './worker-template.ts'

/** Labels by which workers are found. The first two are those of every worker, so that network policies hold for them. */
export const NAME_LABEL = 'app.kubernetes.io/name'
export const COMPONENT_LABEL = 'app.kubernetes.io/component'
export const MANAGED_BY_LABEL = 'app.kubernetes.io/managed-by'
export const ACCOUNT_LABEL = 'airbnb-insights/account-id'

/** Digest of what the operator wants of the object. */
export const HASH_ANNOTATION = 'airbnb-insights/spec-hash'
/** How many pods the operator wanted when it set the object: more or fewer are somebody else's doing. */
export const REPLICAS_ANNOTATION = 'airbnb-insights/replicas'

/** What Airbnb's account ids look like: anything else could be no part of a name. */
const ACCOUNT_ID = /^\d{1,30}$/

/** The name of an account's worker; undefined for an id that is none of Airbnb's. */
export function workerName(accountId: string): string | undefined {
  return ACCOUNT_ID.test(accountId) ? `airbnb-insights-account-${accountId}` : undefined
}

/** Whose an object is: ours, one that lost its owner and is ours again, or somebody else's. */
export type Ownership = 'ours' | 'orphan' | 'foreign'

/**
 * Tells whose an object is. Ours has fields that this operator has set and is owned by its Deployment; one that has no
 * owner any more, such as after `kubectl delete --cascade=orphan`, is ours by its labels. All others are left alone,
 * whatever their name is.
 */
export function ownershipOf({ metadata }: Deployment, owner: Owner): Ownership {
  const { managedFields = [], ownerReferences = [], labels = {} } = metadata
  const isApplied = managedFields.some(
    ({ manager, operation }) => manager === FIELD_MANAGER && operation === 'Apply',
  )
  if (!isApplied || metadata.uid === owner.uid) return 'foreign'
  if (ownerReferences.some(({ uid }) => uid === owner.uid)) return 'ours'
  const isLabelled = labels[MANAGED_BY_LABEL] === FIELD_MANAGER && labels[ACCOUNT_LABEL] !== undefined
  return ownerReferences.length === 0 && isLabelled ? 'orphan' : 'foreign'
}
