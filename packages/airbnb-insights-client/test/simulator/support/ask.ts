import { buildHeaders } from '../../../src/build-headers.ts'
import {
  buildChartRequest,
  buildListingsRequest,
  buildListOfMetricsRequest,
  type PersistedQueryBody,
  type RelativeChartQuestion,
  type RelativeListOfMetricsQuestion,
} from '../../../src/build-requests.ts'
import type { SimulatedCredentials } from '../../../src/simulator/index.ts'
import type {
  ChartSectionShape,
  ListingsSectionShape,
  ListOfMetricsSectionShape,
  PerformanceResponseShape,
} from '../../../src/simulator/responses/response-shape.ts'

/** Whom to ask, and as whom. */
export interface Asker {
  url: string
  credentials: SimulatedCredentials
}

/** Sends a body as the web client does, with headers laid over its own; a header set to `null` is left out. */
export function send(
  asker: Asker,
  body: PersistedQueryBody,
  headers: Record<string, string | null> = {},
  init: RequestInit = {},
): Promise<Response> {
  return fetch(operationUrl(asker.url, body), {
    method: 'POST',
    redirect: 'manual',
    body: JSON.stringify(body),
    headers: sentHeaders(asker, headers),
    ...init,
  })
}

/** The same as {@link send}, in the form of a GET request. */
export function sendAsGet(asker: Asker, body: PersistedQueryBody): Promise<Response> {
  const query = new URLSearchParams({
    operationName: body.operationName,
    locale: body.locale,
    currency: body.currency,
    variables: JSON.stringify(body.variables),
    extensions: JSON.stringify(body.extensions),
  })
  return fetch(`${operationUrl(asker.url, body)}?${query}`, { headers: sentHeaders(asker, {}) })
}

function operationUrl(url: string, body: PersistedQueryBody): string {
  return `${url}/api/v3/${body.operationName}/${body.extensions.persistedQuery.sha256Hash}`
}

function sentHeaders(asker: Asker, headers: Record<string, string | null>): [string, string][] {
  const all: Record<string, string | null> = { ...buildHeaders(asker.credentials), ...headers }
  return Object.entries(all).flatMap(([name, value]): [string, string][] =>
    value === null ? [] : [[name, value]],
  )
}

/** The component of an answer. Throws where there is none. */
async function section<Section>(response: Promise<Response>): Promise<Section> {
  const body: PerformanceResponseShape<Section> = await (await response).json()
  const first = body.data.porygon.getPerformanceComponents.components[0]
  if (first === undefined) throw new Error('the answer has no component')
  return first
}

export function askChart(asker: Asker, request: RelativeChartQuestion): Promise<ChartSectionShape> {
  return section<ChartSectionShape>(send(asker, buildChartRequest(request)))
}

export function askListOfMetrics(
  asker: Asker,
  request: RelativeListOfMetricsQuestion,
): Promise<ListOfMetricsSectionShape> {
  return section<ListOfMetricsSectionShape>(send(asker, buildListOfMetricsRequest(request)))
}

export function askListings(asker: Asker): Promise<ListingsSectionShape> {
  return section<ListingsSectionShape>(send(asker, buildListingsRequest()))
}

/** The number in a wrapper. */
export function unwrap(wrapper: { doubleValue: number } | { longValue: string }): number {
  return 'longValue' in wrapper ? Number(wrapper.longValue) : wrapper.doubleValue
}
