import { z } from 'zod'

/** The schemas that several routes share. What a response holds is described, not checked again. */

export const accountId = z
  .string()
  .regex(/^\d{1,30}$/, 'the digits of an Airbnb account id')
  .meta({ description: 'The Airbnb account id: digits.', examples: ['210000001'] })

export const runId = z.uuid().meta({ description: 'The id of a run.' })

/** A calendar day without zone. */
export const calendarDay = z.iso.date().meta({ examples: ['2026-06-15'] })

/** An instant in a response: given as a Date, sent as ISO 8601 in UTC. */
export const instant = z.date()

export const accountParams = z.object({ account_id: accountId })

export const runParams = z.object({ run_id: runId })

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
