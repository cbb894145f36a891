import { setTimeout as delay } from 'node:timers/promises'
import { type Dispatcher, request } from 'undici'
import { ClusterAwayError, KubernetesError } from './kubernetes-error.ts'
import type { Cluster } from './load-cluster.ts'
import type { WatchEvent } from './objects.ts'

/** One request to the API server. */
export interface KubernetesRequest {
  /** In the words of a Role, so that a refusal can name what is missing: `list`, `patch`. */
  readonly verb: string
  /** With its group: `deployments.apps`. */
  readonly resource: string
  readonly method: Dispatcher.HttpMethod
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>
  readonly body?: unknown
  /** @defaultValue 'application/json' */
  readonly contentType?: string
  readonly signal?: AbortSignal | undefined
}

/** Talks to the API server. */
export interface KubernetesClient {
  readonly namespace: string
  readonly server: string
  /**
   * Asks once, and again where the server says that it is too busy and when to come back.
   *
   * @throws KubernetesError for what is not granted, ClusterAwayError where nobody answers.
   */
  ask<Answer>(asked: KubernetesRequest): Promise<Answer>
  /**
   * Begins to watch. What it resolves to gives what changes, line by line, until the server ends it; nothing for
   * `silenceMs` counts as an outage.
   *
   * @throws as `ask`
   */
  watch(asked: KubernetesRequest, options: { silenceMs: number }): Promise<AsyncIterable<WatchEvent>>
}

/** How long an answer may take. */
const ANSWER_MS = 20_000
const MOST_TRIES = 3
const LONGEST_WAIT_MS = 10_000

/**
 * Makes a client for objects of one namespace.
 *
 * @param onCall is told of each request that is sent, to be counted.
 */
export function createKubernetesClient(
  cluster: Cluster,
  namespace: string,
  onCall: (asked: KubernetesRequest, status: number) => void = () => {},
): KubernetesClient {
  const send = async (asked: KubernetesRequest, silenceMs: number): Promise<Dispatcher.ResponseData> => {
    try {
      const { headers, dispatcher } = await cluster.access()
      const answer = await request(urlOf(cluster.server, asked), {
        method: asked.method,
        headers: {
          ...headers,
          accept: 'application/json',
          ...(asked.body === undefined ? {} : { 'content-type': asked.contentType ?? 'application/json' }),
        },
        body: asked.body === undefined ? null : JSON.stringify(asked.body),
        headersTimeout: ANSWER_MS,
        bodyTimeout: silenceMs,
        ...(dispatcher === undefined ? {} : { dispatcher }),
        ...(asked.signal === undefined ? {} : { signal: asked.signal }),
      })
      onCall(asked, answer.statusCode)
      return answer
    } catch (error) {
      if (asked.signal?.aborted !== true) {
        onCall(asked, 0)
        // The next one makes new connections, with the certificates of then.
        cluster.forget()
      }
      throw awayUnlessAborted(error, asked)
    }
  }

  const awayUnlessAborted = (error: unknown, { signal }: KubernetesRequest): unknown =>
    signal?.aborted === true ? signal.reason : new ClusterAwayError(cluster.server, error)

  const refusal = async (
    asked: KubernetesRequest,
    { statusCode, body }: Dispatcher.ResponseData,
  ): Promise<KubernetesError> => {
    if (statusCode === 401) cluster.forget()
    return refusalFrom(asked, namespace, statusCode, await body.text().catch(() => ''))
  }

  return {
    namespace,
    server: cluster.server,
    async ask<Answer>(asked: KubernetesRequest): Promise<Answer> {
      for (let tries = 1; ; tries += 1) {
        const answer = await send(asked, ANSWER_MS)
        if (answer.statusCode < 300) {
          try {
            const value: Answer = JSON.parse(await answer.body.text())
            return value
          } catch (error) {
            throw awayUnlessAborted(error, asked)
          }
        }
        const waitMs = retryAfterMs(answer)
        if (waitMs === undefined || tries === MOST_TRIES) throw await refusal(asked, answer)
        await answer.body.dump()
        await delay(waitMs, undefined, asked.signal === undefined ? {} : { signal: asked.signal })
      }
    },
    async watch(asked, { silenceMs }) {
      const answer = await send(asked, silenceMs)
      if (answer.statusCode >= 300) throw await refusal(asked, answer)
      return eventsIn(answer, (error) => awayUnlessAborted(error, asked))
    },
  }
}

async function* eventsIn(
  { body }: Dispatcher.ResponseData,
  explain: (error: unknown) => unknown,
): AsyncGenerator<WatchEvent> {
  let rest = ''
  try {
    for await (const chunk of body.setEncoding('utf8')) {
      const lines = (rest + String(chunk)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line !== '') yield JSON.parse(line)
    }
  } catch (error) {
    throw explain(error)
  }
}

function urlOf(server: string, { path, query = {} }: KubernetesRequest): string {
  const given = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${encodeURIComponent(String(value))}`],
  )
  return `${server}${path}${given.length === 0 ? '' : `?${given.join('&')}`}`
}

/** When to come back, where the server is only too busy. */
function retryAfterMs({ statusCode, headers }: Dispatcher.ResponseData): number | undefined {
  if (statusCode !== 429 && statusCode !== 503) return undefined
  const seconds = Number(headers['retry-after'])
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds * 1000, LONGEST_WAIT_MS) : undefined
}

function refusalFrom(
  { verb, resource }: KubernetesRequest,
  namespace: string,
  status: number,
  text: string,
): KubernetesError {
  let told: { reason?: unknown; message?: unknown } = {}
  try {
    told = JSON.parse(text)
  } catch {
    // A proxy in between writes no JSON.
  }
  const said = typeof told.message === 'string' ? told.message : text.slice(0, 200)
  const reason = typeof told.reason === 'string' ? told.reason : ''
  // To make an object by applying it takes the right to create as well: only the server knows which of the two it was.
  const missing = /cannot (\w+) resource "([\w-]+)" in API group "([\w.-]*)"/.exec(said)
  const [, saidVerb = verb, plural, group] = missing ?? []
  const saidResource = plural === undefined ? resource : group ? `${plural}.${group}` : plural
  return new KubernetesError({
    status,
    reason,
    said,
    verb: saidVerb,
    resource: saidResource,
    namespace,
    lacksRight: status === 403 && missing !== null,
  })
}
