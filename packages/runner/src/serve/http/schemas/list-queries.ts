import { z } from 'zod'

/** `true` or `false` in a query. */
export const queryFlag = (description: string) =>
  z
    .stringbool({ truthy: ['true', '1'], falsy: ['false', '0'] })
    .default(false)
    .meta({ type: 'boolean', description })

/** How many of a list to give at most. */
export const pageLimit = z.coerce
  .number()
  .int()
  .min(1)
  .max(1000)
  .default(100)
  .describe('At most so many; `Link` with `rel="next"` leads on where there are more.')
