import { learnedFrom, type SeenRequest } from 'airbnb-insights-client/credentials'
import { type LearnedRequests, OPERATION_NAMES } from 'insights-transform'

/** What a page tells of the API, and the version of the website that it is of. */
export interface PageFacts {
  readonly learned: LearnedRequests
  /** `X-Client-Version`; null where none was seen. */
  readonly clientVersion: string | null
}

/** Nothing is known yet. */
export const NO_FACTS: PageFacts = {
  learned: { operations: {}, webKey: null, locale: null, currency: null },
  clientVersion: null,
}

/** What a request of a page says; {@link NO_FACTS} of one that is not to the API. */
export function factsOfRequest(request: SeenRequest): PageFacts {
  const isToApi = URL.parse(request.url ?? '')?.pathname.startsWith('/api/') === true
  return {
    learned: learnedFrom(request),
    clientVersion: isToApi ? plainWord(request.headers.get('x-client-version')) : null,
  }
}

/**
 * What the bootstrap data of a page say: `layout-init.api_config.key` when last seen, looked for at any depth because
 * nobody documents where it is.
 */
export function factsOfBootstrap(json: string): PageFacts {
  const found = [...objectsIn(parsedOrNull(json))]
  const versions = found.flatMap((object) => VERSION_KEYS.map((key) => plainWord(object[key])))
  const config = found.map((object) => object['api_config']).find(isObject)
  return {
    learned: { ...NO_FACTS.learned, webKey: plainWord(config?.['key']) },
    clientVersion: versions.find((version) => version !== null) ?? null,
  }
}

/** How the version may be called; *assumed*, as it was seen in requests alone. */
const VERSION_KEYS = ['clientVersion', 'client_version', 'x-client-version'] as const

/** Both together; what the first says goes before what the second says. */
export function joinFacts(first: PageFacts, second: PageFacts): PageFacts {
  return {
    learned: {
      operations: { ...second.learned.operations, ...first.learned.operations },
      webKey: first.learned.webKey ?? second.learned.webKey,
      locale: first.learned.locale ?? second.learned.locale,
      currency: first.learned.currency ?? second.learned.currency,
    },
    clientVersion: first.clientVersion ?? second.clientVersion,
  }
}

/** Whether all is known that a sync needs. */
export function isComplete({ learned: { operations, webKey }, clientVersion }: PageFacts): boolean {
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

/** A word that may stand in a header. */
const plainWord = (value: unknown): string | null =>
  typeof value === 'string' && /^[\w.-]{4,128}$/.test(value) ? value : null
