import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { applied, type Fields, isFields, removedFrom } from './applied-fields.ts'

/** An object as it is kept. */
export interface KeptObject {
  apiVersion: string
  kind: string
  metadata: Fields & { name: string; uid: string; resourceVersion: string; generation: number }
  spec: Fields
  [field: string]: unknown
}

/** A request that was answered. */
export interface FakeCall {
  readonly verb: string
  readonly resource: string
  readonly name: string
  readonly status: number
}

export const FAKE_NAMESPACE = 'insights'
export const OWN_NAME = 'airbnb-insights-operator'

const RESOURCES: Readonly<Record<string, string>> = {
  deployments: 'apps',
  leases: 'coordination.k8s.io',
  events: 'events.k8s.io',
}

/**
 * As much of a Kubernetes API server as an operator talks to, over real HTTP: Deployments with server-side apply, field
 * managers, lists in pages and watches with bookmarks; Leases with optimistic locking; Events; rights by verb.
 */
export class FakeKubernetes implements AsyncDisposable {
  /** Objects by resource and name. */
  readonly objects = new Map<string, Map<string, KeptObject>>([
    ['deployments', new Map()],
    ['leases', new Map()],
    ['events', new Map()],
  ])
  readonly calls: FakeCall[] = []
  /** Rights that are missing: `patch deployments`. */
  readonly denied = new Set<string>()
  readonly folder = mkdtempSync(join(tmpdir(), 'fake-kubernetes-'))
  /** A kubeconfig file for it. */
  readonly kubeconfig = join(this.folder, 'config')
  #server: Server | undefined
  #port = 0
  #version = 100
  #uids = 0
  /** What changed, oldest first; what is older than `#compacted` nobody knows any more. */
  readonly #history: { version: number; type: string; object: KeptObject }[] = []
  #compacted = 0
  readonly #watches = new Set<ServerResponse>()

  static async start(): Promise<FakeKubernetes> {
    const fake = new FakeKubernetes()
    await fake.open()
    fake.put('deployments', OWN_NAME, {
      replicas: 1,
      template: { spec: { containers: [{ name: 'operator', image: 'registry.example/airbnb-insights:1' }] } },
    })
    return fake
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`
  }

  /** Begins to answer, at the same port as before. */
  async open(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response))
    server.listen(this.#port, '127.0.0.1')
    await once(server, 'listening')
    this.#port = (server.address() as AddressInfo).port
    this.#server = server
    const config = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'fake', cluster: { server: this.url, 'insecure-skip-tls-verify': true } }],
      users: [{ name: 'fake', user: { token: 'simsecret-token' } }],
      contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'fake', namespace: FAKE_NAMESPACE } }],
      'current-context': 'fake',
    }
    writeFileSync(this.kubeconfig, JSON.stringify(config))
  }

  /** Stops to answer, and cuts off whoever is connected. */
  async shut(): Promise<void> {
    const server = this.#server
    this.#server = undefined
    this.#watches.clear()
    server?.close()
    server?.closeAllConnections()
    if (server?.listening) await once(server, 'close')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.shut()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Workers by name. */
  workers(): Map<string, KeptObject> {
    return new Map(
      [...(this.objects.get('deployments') ?? [])].filter(([name]) =>
        name.startsWith('airbnb-insights-account-'),
      ),
    )
  }

  /** Makes or changes an object as somebody does who is not the operator. */
  put(resource: string, name: string, spec: Fields, metadata: Fields = {}): KeptObject {
    const before = this.objects.get(resource)?.get(name)
    return this.#store(resource, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      ...before,
      metadata: { ...this.#metadataOf(name), ...before?.metadata, ...metadata },
      spec: before === undefined ? spec : (applied(before.spec, spec) as Fields),
    })
  }

  /** Deletes an object as somebody else does. */
  remove(resource: string, name: string): void {
    const object = this.objects.get(resource)?.get(name)
    if (object === undefined) return
    this.objects.get(resource)?.delete(name)
    this.#tell('DELETED', resource, {
      ...object,
      metadata: { ...object.metadata, resourceVersion: this.#next() },
    })
  }

  /** Forgets what was before: who watches from an older version has to list again. */
  compact({ cut = false } = {}): void {
    this.#compacted = this.#version
    if (!cut) return
    for (const watch of this.#watches) {
      watch.end(
        `${JSON.stringify({ type: 'ERROR', object: statusOf(410, 'Expired', 'too old resource version') })}\n`,
      )
    }
    this.#watches.clear()
  }

  /** Calls that change something. */
  writes(): FakeCall[] {
    return this.calls.filter(
      ({ verb, resource }) => !['get', 'list', 'watch'].includes(verb) && resource !== 'leases',
    )
  }

  #next(): string {
    this.#version += 1
    return String(this.#version)
  }

  #metadataOf(name: string): KeptObject['metadata'] {
    this.#uids += 1
    return {
      name,
      namespace: FAKE_NAMESPACE,
      uid: `00000000-0000-4000-8000-${String(this.#uids).padStart(12, '0')}`,
      resourceVersion: '0',
      generation: 0,
    }
  }

  #store(resource: string, object: KeptObject): KeptObject {
    const before = this.objects.get(resource)?.get(object.metadata.name)
    const isOtherSpec = JSON.stringify(before?.spec) !== JSON.stringify(object.spec)
    const { metadata } = object
    const stored = {
      ...object,
      metadata: {
        ...metadata,
        generation: metadata.generation + (isOtherSpec ? 1 : 0),
        resourceVersion: this.#next(),
      },
    }
    this.objects.get(resource)?.set(metadata.name, stored)
    this.#tell(before === undefined ? 'ADDED' : 'MODIFIED', resource, stored)
    return stored
  }

  #tell(type: string, resource: string, object: KeptObject): void {
    if (resource !== 'deployments') return
    this.#history.push({ version: Number(object.metadata.resourceVersion), type, object })
    for (const watch of this.#watches) watch.write(`${JSON.stringify({ type, object })}\n`)
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', this.url)
    const [, resource = '', name = ''] = /\/namespaces\/insights\/(\w+)\/?([\w.-]*)$/.exec(url.pathname) ?? []
    const verb = verbOf(request.method ?? 'GET', name, url.searchParams.has('watch'))
    const reply = (status: number, body: unknown): void => {
      this.calls.push({ verb, resource, name, status })
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    const refuse = (status: number, reason: string, message: string): void =>
      reply(status, statusOf(status, reason, message))
    if (request.headers.authorization !== 'Bearer simsecret-token')
      return refuse(401, 'Unauthorized', 'Unauthorized')
    const known = this.objects.get(resource)
    if (known === undefined)
      return refuse(404, 'NotFound', 'the server could not find the requested resource')
    const before = known.get(name)
    // Applying makes what is not there, which takes both rights.
    const needed = verb === 'patch' && before === undefined ? ['patch', 'create'] : [verb]
    const missing = needed.find((right) => this.denied.has(`${right} ${resource}`))
    if (missing !== undefined) {
      const user = 'User "system:serviceaccount:insights:airbnb-insights-operator"'
      const what = `cannot ${missing} resource "${resource}" in API group "${RESOURCES[resource] ?? ''}"`
      return refuse(403, 'Forbidden', `${resource} is forbidden: ${user} ${what} in the namespace "insights"`)
    }
    const body = request.method === 'GET' ? {} : readBody(await text(request))
    switch (verb) {
      case 'watch':
        return this.#watch(url, response, () => this.calls.push({ verb, resource, name, status: 200 }))
      case 'list':
        return reply(200, this.#list(known, url))
      case 'get':
        return before === undefined
          ? refuse(404, 'NotFound', `${resource} "${name}" not found`)
          : reply(200, before)
      case 'create': {
        const { name: own = '' } = isFields(body['metadata']) ? body['metadata'] : {}
        if (known.has(String(own)))
          return refuse(409, 'AlreadyExists', `${resource} "${String(own)}" already exists`)
        const made = { ...body, metadata: { ...this.#metadataOf(String(own)) }, spec: body['spec'] ?? {} }
        return reply(201, this.#store(resource, made as unknown as KeptObject))
      }
      case 'update': {
        const given = isFields(body['metadata']) ? body['metadata'] : {}
        if (before === undefined) return refuse(404, 'NotFound', `${resource} "${name}" not found`)
        if (given['resourceVersion'] !== before.metadata.resourceVersion) {
          return refuse(409, 'Conflict', 'the object has been modified')
        }
        return reply(200, this.#store(resource, { ...before, spec: body['spec'] as Fields }))
      }
      case 'patch':
        return this.#apply(url, name, body, { reply, refuse })
      default: {
        const uid = isFields(body['preconditions']) ? body['preconditions']['uid'] : undefined
        if (before === undefined) return refuse(404, 'NotFound', `${resource} "${name}" not found`)
        if (uid !== undefined && uid !== before.metadata.uid)
          return refuse(409, 'Conflict', 'the UID is another one')
        this.remove(resource, name)
        return reply(200, statusOf(200, '', ''))
      }
    }
  }

  #apply(
    url: URL,
    name: string,
    body: Fields,
    { reply, refuse }: { reply: (status: number, body: unknown) => void; refuse: Refuse },
  ): void {
    const before = this.objects.get('deployments')?.get(name)
    const manager = url.searchParams.get('fieldManager') ?? ''
    if (before !== undefined && url.searchParams.get('force') !== 'true') {
      return refuse(409, 'Conflict', 'Apply failed with 1 conflict: conflict with "kubectl": .spec.replicas')
    }
    const metadata = before?.metadata ?? this.#metadataOf(name)
    const known = (before?.['applied'] as Fields | undefined) ?? {}
    const cleared = removedFrom({ metadata, spec: before?.spec ?? DEFAULTS }, known, body)
    const next = applied(cleared, { metadata: body['metadata'], spec: body['spec'] }) as Pick<
      KeptObject,
      'metadata' | 'spec'
    >
    const object: KeptObject = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      ...next,
      metadata: { ...next.metadata, managedFields: [{ manager, operation: 'Apply' }] },
      applied: { metadata: body['metadata'], spec: body['spec'] },
    }
    const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(object)
    reply(before === undefined ? 201 : 200, isSame ? before : this.#store('deployments', object))
  }

  #list(known: ReadonlyMap<string, KeptObject>, url: URL): unknown {
    const items = [...known.values()]
    const from = Number(url.searchParams.get('continue') ?? 0)
    const limit = Number(url.searchParams.get('limit') ?? items.length)
    const rest = items.length > from + limit ? { continue: String(from + limit) } : {}
    return {
      kind: 'DeploymentList',
      metadata: { resourceVersion: String(this.#version), ...rest },
      items: items.slice(from, from + limit),
    }
  }

  #watch(url: URL, response: ServerResponse, note: () => void): void {
    note()
    const from = Number(url.searchParams.get('resourceVersion') ?? 0)
    response.writeHead(200, { 'content-type': 'application/json' })
    response.flushHeaders()
    if (from < this.#compacted) {
      response.end(
        `${JSON.stringify({ type: 'ERROR', object: statusOf(410, 'Expired', 'too old resource version') })}\n`,
      )
      return
    }
    for (const { version, type, object } of this.#history) {
      if (version > from) response.write(`${JSON.stringify({ type, object })}\n`)
    }
    const bookmark = { kind: 'Deployment', metadata: { resourceVersion: String(this.#version) } }
    response.write(`${JSON.stringify({ type: 'BOOKMARK', object: bookmark })}\n`)
    this.#watches.add(response)
    response.once('close', () => this.#watches.delete(response))
  }
}

type Refuse = (status: number, reason: string, message: string) => void

/** What a real server adds. */
const DEFAULTS: Fields = { progressDeadlineSeconds: 600 }

function verbOf(method: string, name: string, watches: boolean): string {
  if (method === 'GET') return watches ? 'watch' : name === '' ? 'list' : 'get'
  return { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }[method] ?? method
}

function statusOf(code: number, reason: string, message: string): Fields {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    status: code < 300 ? 'Success' : 'Failure',
    code,
    reason,
    message,
  }
}

function readBody(body: string): Fields {
  const value: unknown = body === '' ? {} : JSON.parse(body)
  return isFields(value) ? value : {}
}
