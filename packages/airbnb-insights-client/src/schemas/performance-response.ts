import { z } from 'zod'

/** An answer, as far as all operations have it in common. `components` may be empty, which says "no data". */
export interface PerformanceResponse<Section> {
  readonly data: {
    readonly porygon: {
      readonly getPerformanceComponents: { readonly components: readonly Section[] }
    }
  }
  readonly extensions?: { readonly traceId?: string | null | undefined } | null | undefined
}

/** The schema of an answer around the sections of one operation. */
export const performanceResponseSchema = <Section extends z.ZodType>(section: Section) =>
  z.object({
    data: z.object({
      porygon: z.object({
        getPerformanceComponents: z.object({ components: z.array(section) }),
      }),
    }),
    extensions: z.object({ traceId: z.string().nullish() }).nullish(),
  })
