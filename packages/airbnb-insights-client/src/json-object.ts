/** Whether a value is an object whose keys can be read, and no array. */
export function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The keys of an object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {}
}

/** `extensions.traceId` of an answer of any shape, or `null`. */
export function traceIdOf(json: unknown): string | null {
  if (!isJsonObject(json) || !isJsonObject(json['extensions'])) return null
  const traceId = json['extensions']['traceId']
  return typeof traceId === 'string' ? traceId : null
}

/** The answer's `data.porygon.getPerformanceComponents`; `undefined` where the way to it breaks off. */
export function performanceComponentsOf(json: unknown): unknown {
  if (!isJsonObject(json) || !isJsonObject(json['data']) || !isJsonObject(json['data']['porygon']))
    return undefined
  return json['data']['porygon']['getPerformanceComponents']
}
