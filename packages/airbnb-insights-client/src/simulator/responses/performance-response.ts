import type { PerformanceResponseShape } from './response-shape.ts'

/** The trace id of a response for which none is given. */
export const DEFAULT_TRACE_ID = 'c2ltdWxhdGVkLXRyYWNlMA=='

/** Puts components into the envelope of a successful answer. Without any, the answer says "no data". */
export function performanceResponse<Section>(
  components: Section[],
  traceId: string = DEFAULT_TRACE_ID,
): PerformanceResponseShape<Section> {
  return {
    data: {
      porygon: {
        __typename: 'porygonQuery',
        getPerformanceComponents: { __typename: 'porygonGetPerformanceComponentsResponse', components },
      },
    },
    extensions: { traceId },
  }
}
