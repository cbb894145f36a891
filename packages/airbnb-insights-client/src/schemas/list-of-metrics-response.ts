import { z } from 'zod'
import { longMetricUnitSchema, metricUnitSchema } from './metric-unit.ts'
import { performanceResponseSchema } from './performance-response.ts'

const listOfMetricsSectionSchema = <Unit extends z.ZodType>(unit: Unit) =>
  z.object({
    __typename: z.string().nullish(),
    componentName: z.string().nullish(),
    metrics: z.array(unit),
  })

/** What a `ListOfMetricsQuery` answers (`porygonPListOfMetricsSection`). It carries no date. */
export const listOfMetricsResponseSchema = performanceResponseSchema(
  listOfMetricsSectionSchema(metricUnitSchema),
)

/** What a `ListOfMetricsQuery` about a metric without columns answers: its values may be anything. */
export const longListOfMetricsResponseSchema = performanceResponseSchema(
  listOfMetricsSectionSchema(longMetricUnitSchema),
)

/** What a `ListOfMetricsQuery` answers. Keys that the schema does not name are still in the object. */
export type ListOfMetricsResponse = z.infer<typeof listOfMetricsResponseSchema>
