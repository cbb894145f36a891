import { type LearnedRequests, OPERATION_NAMES, type OperationName } from 'insights-transform'
import { fieldsOf } from '../../json-object.ts'

const NOTHING_LEARNED: LearnedRequests = { operations: {}, webKey: null, locale: null, currency: null }

const HASH = /^[0-9a-f]{64}$/
const WEB_KEY = /^[A-Za-z0-9]{8,128}$/
const LOCALE = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/
const CURRENCY = /^[A-Z]{3}$/
/** The body of an operation has a kB; an upload is not parsed. */
const LONGEST_BODY = 256 * 1024

/** A request as a browser sent it, or as it was copied. */
export interface SeenRequest {
  /** `null` where none is known. */
  readonly url: string | null
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  /** `null` where none is known. */
  readonly body: string | null
  /** The status of its answer. @defaultValue 200 */
  readonly status?: number
}

/**
 * What a request to Airbnb's API says of the API itself. The hash stands in the path, in the query's `extensions` or in
 * the body's; what has not the shape of what it should be, or contradicts itself, says nothing.
 */
export function learnedFrom({ url, headers, body, status = 200 }: SeenRequest): LearnedRequests {
  const parsed = url === null ? null : URL.parse(url)
  if (parsed === null || !parsed.pathname.startsWith('/api/') || status >= 400) return NOTHING_LEARNED
  const content = body === null || body.length > LONGEST_BODY ? {} : objectIn(body)
  const { searchParams: query } = parsed
  return {
    operations: hashIn(parsed, content),
    webKey: matching(WEB_KEY, headers.get('x-airbnb-api-key')),
    locale: matching(LOCALE, query.get('locale'), content['locale']),
    currency: matching(CURRENCY, query.get('currency'), content['currency']),
  }
}

function hashIn(
  { pathname, searchParams }: URL,
  body: Readonly<Record<string, unknown>>,
): LearnedRequests['operations'] {
  const [, inPath, hashInPath] = /^\/api\/v3\/(\w+)(?:\/([0-9a-f]{64}))?\/?$/.exec(pathname) ?? []
  const name = OPERATION_NAMES.find((known) => known === inPath)
  const named = body['operationName'] ?? searchParams.get('operationName') ?? name
  if (name === undefined || named !== name) return {}
  const hashes = [
    hashInPath,
    persistedHash(objectIn(searchParams.get('extensions'))),
    persistedHash(body['extensions']),
  ]
  const hash = matching(HASH, ...hashes)
  return hash === null ? {} : ({ [name]: hash } satisfies Partial<Record<OperationName, string>>)
}

function persistedHash(extensions: unknown): unknown {
  return fieldsOf(fieldsOf(extensions)['persistedQuery'])['sha256Hash']
}

/** The first of the values that has the shape. */
function matching(shape: RegExp, ...values: readonly unknown[]): string | null {
  return values.find((value): value is string => typeof value === 'string' && shape.test(value)) ?? null
}

function objectIn(json: string | null): Readonly<Record<string, unknown>> {
  if (json === null) return {}
  try {
    return fieldsOf(JSON.parse(json))
  } catch {
    return {}
  }
}
