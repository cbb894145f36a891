import { z } from 'zod'
import { anyValueSchema, valueWrapperSchema } from './value-wrapper.ts'

const unitSchema = <Value extends z.ZodType, Change extends z.ZodType>(value: Value, valueChange: Change) =>
  z.object({
    metricName: z.string(),
    value,
    valueType: z.string().nullish(),
    valueString: z.string().nullable(),
    valueChange,
    valueChangeType: z.string().nullish(),
    valueChangeString: z.string().nullish(),
    currency: z.string().nullish(),
    label: z.string().nullish(),
  })

/**
 * One metric over the whole window (`porygonPMetricUnit`). `value` and `valueString` may be null but not absent: a
 * renamed key would otherwise turn a number into "no data" without a word.
 */
export const metricUnitSchema = unitSchema(valueWrapperSchema.nullable(), valueWrapperSchema.nullish())

/** The same in an answer about a metric without columns: its values may be anything. */
export const longMetricUnitSchema = unitSchema(anyValueSchema, z.unknown().optional())
