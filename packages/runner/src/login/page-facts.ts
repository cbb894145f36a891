import { OPERATION_NAMES, type OperationName } from 'insights-transform'

/** What a browser's own requests say of the API beside the session. */
export interface LearnedRequests {
  /** The hash of each persisted query that was seen. */
  readonly operations: Readonly<Partial<Record<OperationName, string>>>
  /** The public key of the web client; null where none was seen. */
  readonly webKey: string | null
  /** The language that was asked for; null where none was seen. */
  readonly locale: string | null
  /** The currency that was asked for; null where none was seen. */
  readonly currency: string | null
}

/** What a page tells: what is learned, and the version of the website that the page is of. */
export interface PageFacts extends LearnedRequests {
  /** `X-Client-Version`; null where none was seen. */
  readonly clientVersion: string | null
}

/** A request that a page made. */
interface PageRequest {
  readonly url: string
  /** By their names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** Nothing is known yet. */
export const NO_FACTS: PageFacts = {
  operations: {},
  webKey: null,
  locale: null,
  currency: null,
  clientVersion: null,
}

/** What a request of a page says, if it is one to the API `/api/v3/{operation}/{hash}`; {@link NO_FACTS} otherwise. */
export function factsOfRequest({ url, headers, body }: PageRequest): PageFacts {
  const { pathname, searchParams } = new URL(url)
  const [, name = '', hash = ''] = /\/api\/v3\/([^/]+)\/([0-9a-f]{64})$/.exec(pathname) ?? []
  if (name === '') return NO_FACTS
  const operation = OPERATION_NAMES.find((known) => known === name)
  const sent = (key: 'locale' | 'currency') => searchParams.get(key) ?? textIn(parsedOrNull(body ?? ''), key)
  return {
    operations: operation === undefined ? {} : { [operation]: hash },
    webKey: plainWord(headers['x-airbnb-api-key']),
    clientVersion: plainWord(headers['x-client-version']),
    locale: matching(sent('locale'), /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/),
    currency: matching(sent('currency'), /^[A-Z]{3}$/),
  }
}

/**
 * What the bootstrap data of a page say: `layout-init.api_config.key` when last seen, looked for at any depth because
 * nobody documents where it is.
 */
export function factsOfBootstrap(json: string): PageFacts {
  const found = [...objectsIn(parsedOrNull(json))]
  const first = (...keys: string[]) =>
    found.flatMap((object) => keys.map((key) => plainWord(object[key]))).find((word) => word !== null) ?? null
  const config = found.map((object) => object['api_config']).find(isObject)
  return {
    ...NO_FACTS,
    webKey: plainWord(config?.['key']),
    clientVersion: first('clientVersion', 'client_version', 'x-client-version'),
  }
}

/** Both together; what the first says goes before what the second says. */
export function joinFacts(first: PageFacts, second: PageFacts): PageFacts {
  return {
    operations: { ...second.operations, ...first.operations },
    webKey: first.webKey ?? second.webKey,
    locale: first.locale ?? second.locale,
    currency: first.currency ?? second.currency,
    clientVersion: first.clientVersion ?? second.clientVersion,
  }
}

/** Whether all is known that a sync needs. */
export function isComplete({ operations, webKey, clientVersion }: PageFacts): boolean {
  return (
    webKey !== null &&
    clientVersion !== null &&
    OPERATION_NAMES.every((name) => operations[name] !== undefined)
  )
}

type JsonObject = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** All objects in a value, from the outside in: without recursion, however deep a stranger's page nests. */
function* objectsIn(value: unknown): Generator<JsonObject> {
  const left: unknown[] = [value]
  for (const next of left) {
    if (Array.isArray(next)) left.push(...(next as unknown[]))
    if (!isObject(next)) continue
    yield next
    left.push(...Object.values(next))
  }
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}

const textIn = (value: unknown, key: string): string | null => {
  const text = isObject(value) ? value[key] : null
  return typeof text === 'string' ? text : null
}

const matching = (text: string | null, pattern: RegExp): string | null =>
  text !== null && pattern.test(text) ? text : null

/** A word that may stand in a header. */
const plainWord = (value: unknown): string | null =>
  typeof value === 'string' ? matching(value, /^[\w.-]{4,128}$/) : null
