import { z } from 'zod'
import { valueWrapperSchema } from './value-wrapper.ts'

/**
 * One metric over the whole window (`porygonPMetricUnit`). `value` and `valueString` may be null but not absent: a
 * renamed key would otherwise turn a number into "no data" without a word.
 */
export const metricUnitSchema = z.object({
  metricName: z.string(),
  value: valueWrapperSchema.nullable(),
  valueType: z.string().nullish(),
  valueString: z.string().nullable(),
  valueChange: valueWrapperSchema.nullish(),
  valueChangeType: z.string().nullish(),
  valueChangeString: z.string().nullish(),
  currency: z.string().nullish(),
  label: z.string().nullish(),
})
