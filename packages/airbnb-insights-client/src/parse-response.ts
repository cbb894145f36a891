import {
  type ChartAnswer,
  type ChartQuestion,
  type FlatListing,
  flattenListings,
  type ListOfMetricsAnswer,
  type MetricQuestion,
} from 'insights-transform'
import { answeredDays, unexpectedDays } from './answered-days.ts'
import { ResponseShapeError, type ShapeIssue } from './errors.ts'
import { isJsonObject, traceIdOf } from './json-object.ts'
import { chartSpec, LISTINGS, listOfMetricsSpec, type ResponseSpec } from './response-specs.ts'
import type { PerformanceResponse } from './schemas/performance-response.ts'

/**
 * Reads a saved answer of `ListingsSectionQuery`.
 *
 * @param json - the parsed body, as the API sent it
 * @returns the listings in it, each once
 * @throws {@link ResponseShapeError} when it is no such answer
 */
export function parseListings(json: unknown): FlatListing[] {
  return flattenListings(unwrapped(parseResponse(LISTINGS, json)))
}

/**
 * Reads a saved answer of `ChartQuery`.
 *
 * @param json - the parsed body, as the API sent it
 * @param request - what was asked, in calendar days
 * @returns what `flattenChart` and `insightRows` of insights-transform take; its base day cannot be told
 * @throws {@link ResponseShapeError} when it is no such answer, {@link UnexpectedDaysError} when it is one about
 *   other days
 */
export function parseChart(json: unknown, request: ChartQuestion): ChartAnswer {
  const section = unwrapped(parseResponse(chartSpec(request.metric), json))
  const days = answeredDays(section, request)
  if (days.kind === 'shifted' || days.kind === 'beside') {
    throw unexpectedDays('ChartQuery', request, days, traceIdOf(json))
  }
  return { request, baseDay: null, section }
}

/**
 * Reads a saved answer of `ListOfMetricsQuery`, which carries no date: nothing can check that it is about the window
 * that is given with it.
 *
 * @param json - the parsed body, as the API sent it
 * @param request - what was asked, in calendar days
 * @returns what `flattenListOfMetrics` of insights-transform takes
 * @throws {@link ResponseShapeError} when it is no such answer
 */
export function parseListOfMetrics(json: unknown, request: MetricQuestion): ListOfMetricsAnswer {
  const spec = listOfMetricsSpec(request.metric)
  return { request, baseDay: null, section: unwrapped(parseResponse(spec, json)) }
}

/** The section of an answer; null where it has none, which is how the API says "no data". */
export function unwrapped<Section>(response: PerformanceResponse<Section>): Section | null {
  return response.data.porygon.getPerformanceComponents.components[0] ?? null
}

/** Where a value came from, asked for only when it does not fit. */
interface ResponseSource {
  body(): string
  readonly traceId: string | null
}

/**
 * Checks that a value is what an operation answers, in all that is used of it.
 *
 * @returns the value itself, unknown keys included
 * @throws {@link ResponseShapeError} when it is not
 */
export function parseResponse<Section>(
  spec: ResponseSpec<Section>,
  json: unknown,
  source?: ResponseSource,
): PerformanceResponse<Section> {
  // The value itself goes back, not zod's copy, which lacks the keys that the schema does not know.
  if (spec.fits(json) || spec.passes?.(json)) return json
  const known = withoutUnknownComponents(spec, json)
  if (spec.fits(known) || spec.passes?.(known)) return known
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
