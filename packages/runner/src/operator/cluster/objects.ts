/** What every object in a cluster has, as far as it is used here. Names are Kubernetes' own. */
export interface ObjectMeta {
  readonly name: string
  readonly namespace?: string
  readonly uid?: string
  readonly resourceVersion?: string
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly ownerReferences?: readonly OwnerReference[]
  readonly managedFields?: readonly { readonly manager?: string; readonly operation?: string }[]
}

/** Whose object it is: it goes when its owner goes. */
export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
  readonly controller?: boolean
}

/** A Deployment as the API server tells it: what is read by name has a type, the rest is compared as it is. */
export interface Deployment {
  readonly apiVersion?: string
  readonly kind?: string
  readonly metadata: ObjectMeta
  readonly spec?: {
    readonly replicas?: number
    readonly template?: {
      readonly spec?: {
        readonly containers?: readonly {
          readonly name: string
          readonly image?: string
          readonly imagePullPolicy?: string
        }[]
        readonly imagePullSecrets?: readonly { readonly name?: string }[]
      }
    }
  }
  readonly status?: {
    readonly readyReplicas?: number
    readonly conditions?: readonly {
      readonly type: string
      readonly status: string
      readonly message?: string
    }[]
  }
}

/** A Lease of `coordination.k8s.io`: instants are RFC 3339 with microseconds. */
export interface Lease {
  readonly apiVersion: 'coordination.k8s.io/v1'
  readonly kind: 'Lease'
  readonly metadata: ObjectMeta
  readonly spec?: LeaseSpec
}

/** Who holds a lease. */
export interface LeaseSpec {
  readonly holderIdentity?: string
  readonly leaseDurationSeconds?: number
  readonly acquireTime?: string
  readonly renewTime?: string
  readonly leaseTransitions?: number
}

/** Objects of one kind, and the version of the whole that they are of. */
export interface ObjectList<Item> {
  readonly items: readonly Item[]
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string }
}

/** One line of a watch. */
export interface WatchEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR'
  readonly object: Deployment & {
    readonly code?: number
    readonly reason?: string
    readonly message?: string
  }
}
