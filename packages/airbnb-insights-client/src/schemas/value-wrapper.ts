import { z } from 'zod'

/**
 * A value as the API wraps it: which kind shows in the key that is present, and any inner value may be null.
 * `longValue` is an integer in a string. Kinds not seen yet pass, and are reported as drift.
 */
export const valueWrapperSchema = z.object({
  __typename: z.string().nullish(),
  doubleValue: z.number().nullish(),
  longValue: z
    .string()
    .regex(/^-?\d+$/, 'Invalid input: expected an integer in a string')
    .nullish(),
  stringValue: z.string().nullish(),
  booleanValue: z.boolean().nullish(),
})

/**
 * Whatever stands in the place of a wrapper, where no column decides what it has to be: any JSON. It may be null but not
 * absent: a renamed key would otherwise turn a number into "no data" without a word.
 */
export const anyValueSchema = z.unknown()
