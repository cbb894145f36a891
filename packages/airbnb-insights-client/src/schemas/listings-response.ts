import { z } from 'zod'
import { metricUnitSchema } from './metric-unit.ts'
import { performanceResponseSchema } from './performance-response.ts'

const listingRowSchema = z.object({
  /** Above 2^53, so a string: as a number it would be another listing's. */
  id: z.string().regex(/^\d+$/, 'Invalid input: expected a listing id in decimal digits'),
  listingName: z.string().nullable(),
  internalName: z.string().nullable(),
  thumbnailUrl: z.string().nullish(),
  metricUnit: metricUnitSchema.nullish(),
})

const listingsSectionSchema = z.object({
  __typename: z.string().nullish(),
  componentName: z.string().nullish(),
  totalCount: z.number().int(),
  resultsCount: z.number().int(),
  tableRows: z.array(listingRowSchema),
})

/** What a `ListingsSectionQuery` answers (`porygonPPivotListingsSection`). */
export const listingsResponseSchema = performanceResponseSchema(listingsSectionSchema)

/**
 * What a `ListingsSectionQuery` answers. A `totalCount` above `resultsCount` would mean that listings are missing.
 * Keys that the schema does not name are still in the object.
 */
export type ListingsResponse = z.infer<typeof listingsResponseSchema>
