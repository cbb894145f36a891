import { buildChartRequest, buildListingsRequest, type PersistedQueryBody } from '../../src/index.ts'

/** A request of a page with what was answered, as a browser knows it. */
export interface RecordedExchange {
  readonly url: string
  readonly method: 'GET' | 'POST'
  /** `null` where there is none. */
  readonly body: string | null
  readonly status: number
  /** The answer's body; `null` where the browser did not keep it. */
  readonly answer: string | null
}

const SITE = 'https://www.airbnb.com'

/** A question of the Performance pages with its answer, asked in either way. */
export function recorded(
  question: PersistedQueryBody,
  answer: unknown,
  {
    method = 'POST',
    status = 200,
    site = SITE,
  }: { method?: 'GET' | 'POST'; status?: number; site?: string } = {},
): RecordedExchange {
  const { operationName, locale, currency, variables, extensions } = question
  const address = `${site}/api/v3/${operationName}/${extensions.persistedQuery.sha256Hash}`
  const text = typeof answer === 'string' || answer === null ? answer : JSON.stringify(answer)
  const query = new URLSearchParams({
    operationName,
    locale,
    currency,
    variables: JSON.stringify(variables),
    extensions: JSON.stringify(extensions),
  })
  return method === 'POST'
    ? {
        url: `${address}?operationName=${operationName}`,
        method,
        body: JSON.stringify(question),
        status,
        answer: text,
      }
    : { url: `${address}?${query.toString()}`, method, body: null, status, answer: text }
}

/** The question of a chart of four weeks. */
export const chartQuestion = (
  metric: 'conversion_rate' | 'p3_impressions' = 'conversion_rate',
): PersistedQueryBody =>
  buildChartRequest({
    listingId: '900000000000000799',
    metric,
    relativeDsStart: -24,
    relativeDsEnd: 3,
    comparison: 'MARKET',
  })

/** The same question with other arguments. */
export function askedWith(
  question: PersistedQueryBody,
  more: Readonly<Record<string, unknown>>,
): PersistedQueryBody {
  const { request } = question.variables
  return { ...question, variables: { request: { ...request, arguments: { ...request.arguments, ...more } } } }
}

export const overviewQuestion = (): PersistedQueryBody => buildListingsRequest()

/** What a page loads beside: another site's, a picture, and another question of Airbnb's. */
export const PASSED_OVER: readonly RecordedExchange[] = [
  {
    url: 'https://metrics.example/collect',
    method: 'POST',
    body: '{"metricType":"CONVERSION"}',
    status: 204,
    answer: null,
  },
  { url: 'https://a0.example/picture.jpeg', method: 'GET', body: null, status: 200, answer: 'not a picture' },
  {
    url: `${SITE}/api/v3/Header/${'0'.repeat(64)}`,
    method: 'POST',
    body: '{"operationName":"Header","variables":{}}',
    status: 200,
    answer: '{"data":{"presentation":{}}}',
  },
  {
    url: `${SITE}/performance/conversion`,
    method: 'GET',
    body: null,
    status: 200,
    answer: '<html>"porygon"</html>',
  },
]

const headers = [
  { name: 'cookie', value: '_airbed_session_id=simsecret-session' },
  { name: 'content-type', value: 'application/json' },
]
const timings = { send: 0, wait: 12, receive: 1 }
const startedDateTime = '2026-05-02T09:30:00.000Z'

const requestOf = ({ url, method, body }: RecordedExchange): object => ({
  method,
  url,
  httpVersion: 'h2',
  headers,
  queryString: [],
  cookies: [],
  headersSize: -1,
  ...(body === null ? {} : { bodySize: body.length, postData: { mimeType: 'application/json', text: body } }),
})

const responseHead = ({ status }: RecordedExchange): object => ({
  status,
  statusText: 'OK',
  httpVersion: 'HTTP/2',
  headers,
  cookies: [],
})

const har = (creator: string, entries: readonly object[], indent: number): string =>
  JSON.stringify(
    { log: { version: '1.2', creator: { name: creator, version: '1' }, pages: [], entries } },
    null,
    indent,
  )

/** As Chrome and Edge export it: keys in the order of the alphabet, and what is not plain text in base64. */
export function asChromeHar(exchanges: readonly RecordedExchange[]): string {
  const entries = exchanges.map((exchange) => ({
    _connectionId: '77',
    _initiator: { type: 'script', stack: { callFrames: [{ url: 'https://a0.example/x.js' }] } },
    _priority: 'High',
    _resourceType: 'fetch',
    cache: {},
    connection: '443',
    request: requestOf(exchange),
    response: {
      status: exchange.status,
      statusText: '',
      httpVersion: 'h2',
      headers,
      cookies: [],
      content: {
        size: exchange.answer?.length ?? 0,
        mimeType: 'application/json',
        ...(exchange.answer === null
          ? {}
          : { text: Buffer.from(exchange.answer).toString('base64'), encoding: 'base64' }),
      },
      redirectURL: '',
    },
    serverIPAddress: '192.0.2.7',
    startedDateTime,
    time: 13,
    timings,
  }))
  return har('WebInspector', entries, 2)
}

/** As Firefox saves it. */
export function asFirefoxHar(exchanges: readonly RecordedExchange[]): string {
  const entries = exchanges.map((exchange) => ({
    startedDateTime,
    request: requestOf(exchange),
    response: {
      ...responseHead(exchange),
      content:
        exchange.answer === null
          ? { mimeType: 'application/json', size: 4711, comment: 'Response bodies are not included.' }
          : {
              mimeType: 'application/json; charset=utf-8',
              size: exchange.answer.length,
              text: exchange.answer,
            },
      redirectURL: '',
    },
    cache: {},
    timings,
    time: 13,
    _securityState: 'secure',
    serverIPAddress: '192.0.2.7',
    connection: '443',
    pageref: 'page_1',
  }))
  return har('Firefox', entries, 2)
}

/** As Safari exports it: without spaces, and with an empty text where it has no body. */
export function asSafariHar(exchanges: readonly RecordedExchange[]): string {
  const entries = exchanges.map((exchange) => ({
    pageref: 'page_0',
    startedDateTime,
    time: 13,
    request: requestOf(exchange),
    response: {
      ...responseHead(exchange),
      content: { size: 4711, compression: 0, mimeType: 'application/json', text: exchange.answer ?? '' },
      redirectURL: '',
      headersSize: 800,
      bodySize: 900,
      _transferSize: 1700,
    },
    cache: {},
    timings,
    _fetchType: 'Network Load',
    _priority: 'medium',
  }))
  return har('WebKit Web Inspector', entries, 0)
}

/** The browsers by name. */
export const BROWSERS = [
  ['Chrome', asChromeHar],
  ['Firefox', asFirefoxHar],
  ['Safari', asSafariHar],
] as const

/** A text in pieces of so many characters, as a stream gives it. */
export async function* inPieces(text: string, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
}
