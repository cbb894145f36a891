import { ResponseShapeError, type ShapeIssue } from './errors.ts'
import { isJsonObject, traceIdOf } from './json-object.ts'
import { CHART, LIST_OF_METRICS, LISTINGS, type ResponseSpec } from './response-specs.ts'
import type { ChartResponse } from './schemas/chart-response.ts'
import type { ListOfMetricsResponse } from './schemas/list-of-metrics-response.ts'
import type { ListingsResponse } from './schemas/listings-response.ts'

/**
 * Checks that a value is what `ListingsSectionQuery` answers.
 *
 * @returns the value itself, unknown keys included
 * @throws {@link ResponseShapeError} when it is not
 */
export function parseListingsResponse(json: unknown): ListingsResponse {
  return parseResponse(LISTINGS, json)
}

/**
 * Checks that a value is what `ChartQuery` answers.
 *
 * @returns the value itself, unknown keys included
 * @throws {@link ResponseShapeError} when it is not
 */
export function parseChartResponse(json: unknown): ChartResponse {
  return parseResponse(CHART, json)
}

/**
 * Checks that a value is what `ListOfMetricsQuery` answers.
 *
 * @returns the value itself, unknown keys included
 * @throws {@link ResponseShapeError} when it is not
 */
export function parseListOfMetricsResponse(json: unknown): ListOfMetricsResponse {
  return parseResponse(LIST_OF_METRICS, json)
}

/** Where a value came from, asked for only when it does not fit. */
export interface ResponseSource {
  body(): string
  readonly traceId: string | null
}

/** As the functions above, for a value that came in an answer. */
export function parseResponse<Response>(
  spec: ResponseSpec<Response>,
  json: unknown,
  source?: ResponseSource,
): Response {
  // The value itself goes back, not zod's copy, which lacks the keys that the schema does not know.
  if (spec.fits(json)) return json
  const known = withoutUnknownComponents(spec, json)
  if (spec.fits(known)) return known
  throw shapeError(spec, json, source)
}

/**
 * The same answer without components of a kind not seen yet, which may stand beside the section asked for; `null` when
 * leaving them out would leave nothing, or when there are none.
 */
function withoutUnknownComponents(spec: ResponseSpec<unknown>, json: unknown): unknown {
  if (!isJsonObject(json) || !isJsonObject(json['data'])) return null
  const { data } = json
  const { porygon } = json['data']
  if (!isJsonObject(porygon)) return null
  const performance = porygon['getPerformanceComponents']
  if (!isJsonObject(performance) || !Array.isArray(performance['components'])) return null
  const components: readonly unknown[] = performance['components']
  const sections = components.filter((component) => isJsonObject(component) && spec.sectionKey in component)
  if (sections.length === 0 || sections.length === components.length) return null
  const getPerformanceComponents = { ...performance, components: sections }
  return { ...json, data: { ...data, porygon: { ...porygon, getPerformanceComponents } } }
}

function shapeError(
  spec: ResponseSpec<unknown>,
  json: unknown,
  source: ResponseSource | undefined,
): ResponseShapeError {
  const found = spec.schema.safeParse(json).error?.issues ?? []
  const issues = found.map((issue): ShapeIssue => ({ path: pathText(issue.path), message: issue.message }))
  const [first] = issues
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : ''
  return new ResponseShapeError(
    `The answer to ${spec.operation} does not fit: ${first?.path || 'the whole'}: ${first?.message ?? ''}${more}`,
    {
      operation: spec.operation,
      traceId: source === undefined ? traceIdOf(json) : source.traceId,
      issues,
      body: source?.body() ?? null,
    },
  )
}

function pathText(path: readonly PropertyKey[]): string {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else text += text === '' ? String(key) : `.${String(key)}`
  }
  return text
}
