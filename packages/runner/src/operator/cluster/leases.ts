import type { KubernetesClient } from './kubernetes-client.ts'
import { isRefusal } from './kubernetes-error.ts'
import type { Lease, LeaseSpec } from './objects.ts'

const RESOURCE = 'leases.coordination.k8s.io'

/** One Lease by its name. */
export interface NamedLease {
  /** Undefined where there is none yet. */
  read(): Promise<Lease | undefined>
  /**
   * Makes it, or sets it as it was read.
   *
   * @returns undefined where another one was faster.
   */
  write(before: Lease | undefined, spec: LeaseSpec): Promise<Lease | undefined>
}

/** A Lease of the client's namespace. */
export function leaseOf(client: KubernetesClient, name: string): NamedLease {
  const folder = `/apis/coordination.k8s.io/v1/namespaces/${client.namespace}/leases`
  const path = `${folder}/${name}`
  const shared = { resource: RESOURCE } as const
  return {
    async read() {
      try {
        return await client.ask<Lease>({ ...shared, verb: 'get', method: 'GET', path })
      } catch (error) {
        if (isRefusal(error, 404)) return undefined
        throw error
      }
    },
    async write(before, spec) {
      const kind = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' } as const
      try {
        if (before === undefined) {
          const body: Lease = { ...kind, metadata: { name, namespace: client.namespace }, spec }
          return await client.ask<Lease>({ ...shared, verb: 'create', method: 'POST', path: folder, body })
        }
        // With the version that was read: it is refused where another one has written since.
        const body: Lease = { ...kind, metadata: before.metadata, spec }
        return await client.ask<Lease>({ ...shared, verb: 'update', method: 'PUT', path, body })
      } catch (error) {
        if (isRefusal(error, 409) || isRefusal(error, 404)) return undefined
        throw error
      }
    },
  }
}
