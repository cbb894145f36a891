import { METRIC_TABLES, type MetricTable } from 'insights-transform'
import { z } from 'zod'

const day = z.string().meta({ format: 'date' })

/** A row of a table of insights, made from the table's own columns. */
export function metricRow(table: MetricTable) {
  const { columns, description } = METRIC_TABLES[table]
  const values = columns.map(({ name, type, nullable, description: holds }) => {
    const value = type === 'date' ? day : type === 'text' ? z.string() : z.number()
    return [name, (nullable ? value.nullable() : value).describe(holds)] as const
  })
  return z
    .object({
      account_id: z.string(),
      time: day.describe('The scrape day: the UTC day on which it was true.'),
      ...Object.fromEntries(values),
    })
    .meta({
      id: `${inCapitals(table)}Row`,
      description: `${description} Rates are fractions; null is "not known".`,
    })
}

/** `ChartQuery`, for `chart_query`. */
export function inCapitals(table: MetricTable): string {
  return table.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
