import { z } from 'zod'
import { metricUnitSchema } from './metric-unit.ts'
import { performanceResponseSchema } from './performance-response.ts'
import { valueWrapperSchema } from './value-wrapper.ts'

const NO_DATE = 'Invalid input: expected a calendar date YYYY-MM-DD'

const dataPointSchema = z.object({
  // There is no year 0, which the format of a date has.
  ds: z.iso.date({ error: NO_DATE, abort: true }).regex(/^(?!0000)/, NO_DATE),
  value: valueWrapperSchema.nullable(),
  valueType: z.string().nullish(),
  valueString: z.string().nullable(),
  label: z.string().nullish(),
})

/** One series. `granularity` was seen as `DAY`, `WEEK` and `MONTH`; a new one passes. */
const lineChartSchema = z.object({
  label: z.string().nullish(),
  granularity: z.string(),
  dataPoints: z.array(dataPointSchema),
})

const comparisonTypeSelectorSchema = z.object({
  type: z.string().nullish(),
  label: z.string().nullish(),
  isActive: z.boolean().nullish(),
})

const chartSectionSchema = z.object({
  __typename: z.string().nullish(),
  componentName: z.string().nullish(),
  title: z.string().nullish(),
  comparisonTypeSelectors: z.array(comparisonTypeSelectorSchema).nullish(),
  metricLineCharts: z.array(lineChartSchema),
  primaryMetric: metricUnitSchema.nullish(),
  secondaryMetrics: z.array(metricUnitSchema).nullish(),
})

/** What a `ChartQuery` answers (`porygonPPivotChartSection`). Empty series are valid. */
export const chartResponseSchema = performanceResponseSchema(chartSectionSchema)

/** What a `ChartQuery` answers. Keys that the schema does not name are still in the object. */
export type ChartResponse = z.infer<typeof chartResponseSchema>
