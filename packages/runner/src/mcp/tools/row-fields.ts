import { z } from 'zod'

/** A calendar day of an answer: what the database has is not checked again. */
export const day = z.string().meta({ format: 'date' })

/** The listing that a row is about. */
export const listingId = z
  .string()
  .nullable()
  .describe('The listing; null where the row stands for all of the account.')

/** The week that a row is about. */
export const week = day.describe('The Sunday that the week of stay nights begins on.')

/** A number beside that of similar listings. */
export const ownAndSimilar = z.object({
  own: z.number().nullable().describe('Of the listing itself; null is "not known".'),
  similar: z.number().nullable().describe('Of listings that Airbnb compares it with.'),
})

/** A number that may not be known. */
export const known = (description: string) => z.number().nullable().describe(description)

/** Nights in a row. */
export const nightsInARow = z.object({ start: day, end: day.describe('The last of them.') })
