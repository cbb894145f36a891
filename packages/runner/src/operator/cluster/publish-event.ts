import { randomUUID } from 'node:crypto'
import type { KubernetesClient } from './kubernetes-client.ts'

/** What `kubectl describe` and `kubectl get events` show of something that was done. */
export interface ClusterEvent {
  /** The Deployment that it is about. */
  readonly regarding: { readonly name: string; readonly uid: string | undefined }
  readonly type: 'Normal' | 'Warning'
  /** One word in capitals. */
  readonly reason: string
  /** What was done, as one word. */
  readonly action: string
  readonly note: string
  /** Which operator. */
  readonly instance: string
}

/** What Kubernetes takes of a note, in bytes, and of the name of an instance. */
const LONGEST_NOTE = 1024
const LONGEST_INSTANCE = 128

/** Publishes an event about a Deployment of the client's namespace. */
export async function publishEvent(client: KubernetesClient, event: ClusterEvent): Promise<void> {
  const { namespace } = client
  const { name, uid } = event.regarding
  await client.ask({
    verb: 'create',
    resource: 'events.events.k8s.io',
    method: 'POST',
    path: `/apis/events.k8s.io/v1/namespaces/${namespace}/events`,
    body: {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: { name: `${name}.${randomUUID().slice(0, 13)}`, namespace },
      eventTime: new Date().toISOString().replace('Z', '000Z'),
      reportingController: 'airbnb-insights/operator',
      reportingInstance: event.instance.slice(0, LONGEST_INSTANCE),
      action: event.action,
      reason: event.reason,
      regarding: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        namespace,
        name,
        ...(uid === undefined ? {} : { uid }),
      },
      note: firstBytes(event.note, LONGEST_NOTE),
      type: event.type,
    },
  })
}

/** As much of a text as so many bytes hold, without half a character at the end. */
function firstBytes(text: string, most: number): string {
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(most))
  return text.slice(0, read)
}
