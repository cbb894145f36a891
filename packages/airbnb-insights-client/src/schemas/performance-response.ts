import { z } from 'zod'

/**
 * What the answers of all operations have in common, around the sections of one. `components` may be empty, which says
 * "no data".
 */
export const performanceResponseSchema = <Section extends z.ZodType>(section: Section) =>
  z.object({
    data: z.object({
      porygon: z.object({
        getPerformanceComponents: z.object({ components: z.array(section) }),
      }),
    }),
    extensions: z.object({ traceId: z.string().nullish() }).nullish(),
  })
