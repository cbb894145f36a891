import { z } from 'zod'

export const accountId = z
  .string()
  .regex(/^\d{1,30}$/, 'the digits of an Airbnb account id')
  .meta({ description: 'The Airbnb account id: digits.', examples: ['210000001'] })

export const runId = z.uuid().meta({ description: 'The id of a run.' })

export const accountParams = z.object({ account_id: accountId })

export const runParams = z.object({ run_id: runId })
