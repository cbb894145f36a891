import { z } from 'zod'
import { metricUnitSchema } from './metric-unit.ts'
import { performanceResponseSchema } from './performance-response.ts'

const listOfMetricsSectionSchema = z.object({
  __typename: z.string().nullish(),
  componentName: z.string().nullish(),
  metrics: z.array(metricUnitSchema),
})

/** What a `ListOfMetricsQuery` answers (`porygonPListOfMetricsSection`). It carries no date. */
export const listOfMetricsResponseSchema = performanceResponseSchema(listOfMetricsSectionSchema)

/** What a `ListOfMetricsQuery` answers. Keys that the schema does not name are still in the object. */
export type ListOfMetricsResponse = z.infer<typeof listOfMetricsResponseSchema>
