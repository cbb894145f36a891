import { apiName } from 'insights-transform'
import { isJsonObject, performanceComponentsOf } from './json-object.ts'
import type { ResponseSpec } from './response-specs.ts'

/**
 * What is new in an answer that nevertheless fits: a component of an unknown type, or a value in an unknown wrapper,
 * whose number nobody reads. Gives one text for each kind of novelty, stable enough to report it once.
 *
 * @param received - the answer as it came, before unknown components were left out
 */
export function schemaDrift(spec: ResponseSpec<unknown>, received: unknown): string[] {
  const performance = performanceComponentsOf(received)
  if (!isJsonObject(performance) || !Array.isArray(performance['components'])) return []
  const drift = new Set<string>()
  for (const component of performance['components'] as unknown[]) {
    if (!isJsonObject(component)) continue
    const type = component['__typename']
    if (type !== undefined && type !== spec.sectionType)
      drift.add(`component of type ${JSON.stringify(type)}`)
    for (const wrapped of wrappedValues(component)) {
      const { value } = wrapped
      if (isJsonObject(value)) {
        if (!hasKnownKind(value)) drift.add(`value wrapped as ${JSON.stringify(nameOf(value))}`)
      } else if (value !== null && value !== undefined) {
        drift.add(`value as a bare ${Array.isArray(value) ? 'list' : typeof value}`)
      }
    }
  }
  return Array.from(drift)
}

function* wrappedValues(component: Record<string, unknown>): Generator<Record<string, unknown>> {
  for (const chart of objectsIn(component['metricLineCharts'])) yield* objectsIn(chart['dataPoints'])
  if (isJsonObject(component['primaryMetric'])) yield component['primaryMetric']
  yield* objectsIn(component['secondaryMetrics'])
  yield* objectsIn(component['metrics'])
}

function* objectsIn(list: unknown): Generator<Record<string, unknown>> {
  if (!Array.isArray(list)) return
  for (const item of list as unknown[]) if (isJsonObject(item)) yield item
}

function nameOf(wrapper: Record<string, unknown>): string | string[] {
  const { __typename: typename } = wrapper
  return typeof typename === 'string' ? apiName(typename) : Object.keys(wrapper).slice(0, 10).map(apiName)
}

function hasKnownKind(wrapper: Record<string, unknown>): boolean {
  return (
    wrapper['doubleValue'] !== undefined ||
    wrapper['longValue'] !== undefined ||
    wrapper['stringValue'] !== undefined ||
    wrapper['booleanValue'] !== undefined
  )
}
