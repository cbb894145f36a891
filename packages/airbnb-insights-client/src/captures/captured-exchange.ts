import { OPERATION_NAMES } from 'insights-transform'
import { airbnbSiteOf } from '../credentials/request/airbnb-site.ts'
import type { HarEntry } from '../har/har-scanner.ts'
import { fieldsOf, isJsonObject } from '../json-object.ts'

/** What became of an answer in a capture: it was read, the browser left its body out, or it is no JSON. */
export type AnswerState = 'read' | 'without_body' | 'no_json'

/** A request of the Performance pages with its answer, as a browser recorded them: not checked, and not redacted. */
export interface CapturedExchange {
  /** The operation that the address names, or else the question; null where neither does. */
  readonly operation: string | null
  /** The hash of the persisted query; null where none is named. */
  readonly hash: string | null
  /** How it was asked. */
  readonly method: 'GET' | 'POST'
  /** What was asked: a request's body, or the same out of the query of its address. */
  readonly question: Readonly<Record<string, unknown>>
  /** The answer's status; null where there was no answer. */
  readonly status: number | null
  /** What became of the answer. */
  readonly answerState: AnswerState
  /** The parsed answer; null where it was not read. */
  readonly answer: unknown
}

/** What is read of each entry of a capture. */
export type ExchangeEntry = HarEntry<'request' | 'status' | 'text' | 'encoding'>

/** Whether an entry is a request to the API of a site of Airbnb's, whatever it asks. */
export function isApiEntry({ request }: ExchangeEntry): boolean {
  return apiAddressOf(request) !== null
}

/** The request of the Performance pages that an entry is; null where it is another one. */
export function exchangeOf(entry: ExchangeEntry): CapturedExchange | null {
  const address = apiAddressOf(entry.request)
  if (address === null) return null
  const method = fieldsOf(entry.request)['method'] === 'GET' ? 'GET' : 'POST'
  const question = questionIn(address, entry.request)
  const named = fieldsOf(fieldsOf(question['extensions'])['persistedQuery'])['sha256Hash']
  const [, inPath, hashInPath] = /^\/api\/v3\/([^/]+)(?:\/([^/]+))?\/?$/.exec(address.pathname) ?? []
  const status = typeof entry.status === 'number' && entry.status > 0 ? entry.status : null
  const exchange = {
    operation: inPath ?? textOrNull(question['operationName']),
    hash: hashInPath ?? textOrNull(named),
    method,
    question,
    status,
  } as const
  const body = bodyOf(entry)
  const asksPerformance = isOfPerformance(exchange)
  if (!asksPerformance && body?.includes('"porygon"') !== true) return null
  if (body === null) return { ...exchange, answerState: 'without_body', answer: null }
  const answer = parsed(body)
  if (!isJsonObject(answer)) {
    return asksPerformance ? { ...exchange, answerState: 'no_json', answer: null } : null
  }
  if (!asksPerformance && !isJsonObject(fieldsOf(answer['data'])['porygon'])) return null
  return { ...exchange, answerState: 'read', answer }
}

/** Whether a question is one of the Performance pages by its name, or by what only these ask. */
function isOfPerformance({ operation, question }: Pick<CapturedExchange, 'operation' | 'question'>): boolean {
  if (OPERATION_NAMES.some((name) => name === operation)) return true
  const request = fieldsOf(fieldsOf(question['variables'])['request'])
  const { clientName } = request
  return (
    (typeof clientName === 'string' && clientName.startsWith('web-performance-')) ||
    'metricType' in fieldsOf(request['arguments'])
  )
}

function apiAddressOf(request: unknown): URL | null {
  const { url } = fieldsOf(request)
  const address = typeof url === 'string' ? URL.parse(url) : null
  const isApi =
    address !== null && address.pathname.startsWith('/api/') && airbnbSiteOf(address.hostname) !== null
  return isApi ? address : null
}

const QUERY_KEYS = ['operationName', 'locale', 'currency'] as const
const QUERY_OBJECTS = ['variables', 'extensions'] as const

function questionIn({ searchParams }: URL, request: unknown): Readonly<Record<string, unknown>> {
  const body = fieldsOf(fieldsOf(request)['postData'])['text']
  const inQuery: [string, unknown][] = [
    ...QUERY_KEYS.map((key): [string, unknown] => [key, searchParams.get(key)]),
    ...QUERY_OBJECTS.map((key): [string, unknown] => [key, parsed(searchParams.get(key) ?? '')]),
  ]
  const known = Object.fromEntries(inQuery.filter(([, value]) => value !== null))
  return { ...known, ...(typeof body === 'string' ? fieldsOf(parsed(body)) : {}) }
}

/** An answer's text; null where the browser has left it out. */
function bodyOf({ text, encoding }: ExchangeEntry): string | null {
  if (typeof text !== 'string' || text === '') return null
  if (encoding !== 'base64') return text
  const bytes = Uint8Array.from(atobOrNothing(text), (char) => char.charCodeAt(0))
  return new TextDecoder().decode(bytes)
}

function atobOrNothing(text: string): string {
  try {
    return atob(text)
  } catch {
    return ''
  }
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return null
  }
}

const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
