import { z } from 'zod'
import { longMetricUnitSchema, metricUnitSchema } from './metric-unit.ts'
import { performanceResponseSchema } from './performance-response.ts'
import { anyValueSchema, valueWrapperSchema } from './value-wrapper.ts'

const NO_DATE = 'Invalid input: expected a calendar date YYYY-MM-DD'

const dataPointSchema = <Value extends z.ZodType>(value: Value) =>
  z.object({
    // There is no year 0, which the format of a date has.
    ds: z.iso.date({ error: NO_DATE, abort: true }).regex(/^(?!0000)/, NO_DATE),
    value,
    valueType: z.string().nullish(),
    valueString: z.string().nullable(),
    label: z.string().nullish(),
  })

/** One series. `granularity` was seen as `DAY`, `WEEK` and `MONTH`; a new one passes. */
const lineChartSchema = <Value extends z.ZodType>(value: Value) =>
  z.object({
    label: z.string().nullish(),
    granularity: z.string(),
    dataPoints: z.array(dataPointSchema(value)),
  })

const comparisonTypeSelectorSchema = z.object({
  type: z.string().nullish(),
  label: z.string().nullish(),
  isActive: z.boolean().nullish(),
})

const chartSectionSchema = <Value extends z.ZodType, Unit extends z.ZodType>(value: Value, unit: Unit) =>
  z.object({
    __typename: z.string().nullish(),
    componentName: z.string().nullish(),
    title: z.string().nullish(),
    comparisonTypeSelectors: z.array(comparisonTypeSelectorSchema).nullish(),
    metricLineCharts: z.array(lineChartSchema(value)),
    primaryMetric: unit.nullish(),
    secondaryMetrics: z.array(unit).nullish(),
  })

/** What a `ChartQuery` answers (`porygonPPivotChartSection`). Empty series are valid. */
export const chartResponseSchema = performanceResponseSchema(
  chartSectionSchema(valueWrapperSchema.nullable(), metricUnitSchema),
)

/** What a `ChartQuery` about a metric without columns answers: whatever stands in the place of a wrapper passes. */
export const longChartResponseSchema = performanceResponseSchema(
  chartSectionSchema(anyValueSchema, longMetricUnitSchema),
)

/** What a `ChartQuery` answers. Keys that the schema does not name are still in the object. */
export type ChartResponse = z.infer<typeof chartResponseSchema>
