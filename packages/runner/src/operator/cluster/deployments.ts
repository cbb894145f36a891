import type { KubernetesClient } from './kubernetes-client.ts'
import { KubernetesError } from './kubernetes-error.ts'
import type { Deployment, ObjectList, WatchEvent } from './objects.ts'

/** Whose fields they are that the operator sets. */
export const FIELD_MANAGER = 'airbnb-insights-operator'

const RESOURCE = 'deployments.apps'
const PAGE = 500

/** A watch is begun anew so often; in between the server says now and then how far it has come. */
const WATCH_SECONDS = 280
const SILENCE_MS = 90_000

/** All Deployments of a namespace, and the version of the whole. */
export interface DeploymentList {
  readonly items: readonly Deployment[]
  readonly resourceVersion: string
}

/** The Deployments of one namespace. */
export interface Deployments {
  list(signal?: AbortSignal): Promise<DeploymentList>
  /**
   * Begins to watch what changes after a version: added, modified, deleted, and how far it has come.
   *
   * @throws KubernetesError of status 410, now or later, where that version is too old: list anew.
   */
  watch(resourceVersion: string, signal: AbortSignal): Promise<AsyncIterable<WatchEvent>>
  /**
   * Makes the object, or sets of it what is given and nothing else, as `FIELD_MANAGER`.
   *
   * @param options.force whether fields that another one has set since are taken back.
   * @throws KubernetesError of status 409 without `force`, where somebody else has set some of them.
   */
  apply(object: Deployment, options: { force: boolean; signal?: AbortSignal }): Promise<Deployment>
  /** Deletes the very object that was seen, and its pods with it. One that is gone already is no failure. */
  remove(name: string, uid: string, signal?: AbortSignal): Promise<void>
}

/** The Deployments of the client's namespace. */
export function deploymentsOf(client: KubernetesClient): Deployments {
  const path = `/apis/apps/v1/namespaces/${client.namespace}/deployments`
  return {
    async list(signal) {
      const items: Deployment[] = []
      let page: ObjectList<Deployment> | undefined
      do {
        page = await client.ask<ObjectList<Deployment>>({
          verb: 'list',
          resource: RESOURCE,
          method: 'GET',
          path,
          query: { limit: PAGE, continue: page?.metadata.continue },
          signal,
        })
        items.push(...page.items)
      } while ((page.metadata.continue ?? '') !== '')
      return { items, resourceVersion: page.metadata.resourceVersion ?? '' }
    },
    async watch(resourceVersion, signal) {
      const query = { watch: true, resourceVersion, allowWatchBookmarks: true, timeoutSeconds: WATCH_SECONDS }
      const asked = { verb: 'watch', resource: RESOURCE, method: 'GET', path, query, signal } as const
      return withoutErrors(await client.watch(asked, { silenceMs: SILENCE_MS }), client.namespace)
    },
    apply: (object, { force, signal }) =>
      client.ask<Deployment>({
        verb: 'patch',
        resource: RESOURCE,
        method: 'PATCH',
        path: `${path}/${object.metadata.name}`,
        query: { fieldManager: FIELD_MANAGER, force },
        // JSON is YAML.
        contentType: 'application/apply-patch+yaml',
        body: object,
        signal,
      }),
    async remove(name, uid, signal) {
      try {
        await client.ask({
          verb: 'delete',
          resource: RESOURCE,
          method: 'DELETE',
          path: `${path}/${name}`,
          body: { propagationPolicy: 'Background', preconditions: { uid } },
          signal,
        })
      } catch (error) {
        if (!(error instanceof KubernetesError) || error.status !== 404) throw error
      }
    },
  }
}

/** An error in mid-watch comes as an event. */
async function* withoutErrors(
  events: AsyncIterable<WatchEvent>,
  namespace: string,
): AsyncGenerator<WatchEvent> {
  for await (const event of events) {
    if (event.type !== 'ERROR') {
      yield event
      continue
    }
    const { code: status = 500, reason = '', message: said = '' } = event.object
    const asked = { verb: 'watch', resource: RESOURCE, namespace, lacksRight: false }
    throw new KubernetesError({ ...asked, status, reason, said })
  }
}
