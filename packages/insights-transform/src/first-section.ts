import type { DriftReport } from './drift.ts'
import type { PerformanceResponse } from './response-shapes.ts'

/** The section of an answer; undefined when it has none, which is how the API says "no data". */
export function firstSection<Section>(
  response: PerformanceResponse<Section>,
  listingId: string | null,
  report: DriftReport,
): Section | undefined {
  const { components } = response.data.porygon.getPerformanceComponents
  if (components.length > 1) {
    const count = String(components.length)
    report('component', listingId, count, `${count} sections came back, of which the first is read`)
  }
  return components[0]
}
