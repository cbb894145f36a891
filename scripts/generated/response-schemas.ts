import { z } from 'zod'
import {
  chartResponseSchema,
  listingsResponseSchema,
  listOfMetricsResponseSchema,
} from '../../packages/airbnb-insights-client/src/index.ts'
import { metricUnitSchema } from '../../packages/airbnb-insights-client/src/schemas/metric-unit.ts'
import { valueWrapperSchema } from '../../packages/airbnb-insights-client/src/schemas/value-wrapper.ts'
import type { PublishedSchema } from './json-schema.ts'

/** The parts that occur in several places of an answer, by the name that they get in `$defs`. */
const named = z.registry<{ id: string }>()
named.add(valueWrapperSchema, { id: 'ValueWrapper' })
named.add(metricUnitSchema, { id: 'MetricUnit' })

/** The answers of the three operations, as the client accepts them: keys that are new pass. */
export const RESPONSE_SCHEMAS: readonly PublishedSchema[] = [
  published('listings-response', 'What a ListingsSectionQuery answers', listingsResponseSchema),
  published('chart-response', 'What a ChartQuery answers', chartResponseSchema),
  published('list-of-metrics-response', 'What a ListOfMetricsQuery answers', listOfMetricsResponseSchema),
]

function published(name: string, title: string, schema: z.ZodType): PublishedSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    io: 'input',
    metadata: named,
  })
  return { folder: 'airbnb-insights-client', name, schema: { $schema, title, ...rest } }
}
