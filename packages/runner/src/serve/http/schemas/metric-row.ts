import { METRIC_TABLES, type MetricTable } from 'insights-transform'
import { STORED_COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { z } from 'zod'

const day = z.string().meta({ format: 'date' })

/** A row of a table of insights, made from the table's own columns. */
export function metricRow(table: MetricTable) {
  const described = TABLE_DESCRIPTIONS[table]
  const values = METRIC_TABLES[table].columns.map(({ name, type, nullable }) => {
    const value = type === 'date' ? day : type === 'text' ? z.string() : z.number()
    return [name, (nullable ? value.nullable() : value).describe(described.columns[name] ?? name)] as const
  })
  return z
    .object({
      account_id: z.string().describe(STORED_COLUMN_DESCRIPTIONS.account_id),
      time: day.describe(STORED_COLUMN_DESCRIPTIONS.time),
      ...Object.fromEntries(values),
      confirmed_on: day.describe(STORED_COLUMN_DESCRIPTIONS.confirmed_on),
    })
    .meta({
      id: `${inCapitals(table)}Row`,
      description: `${described.table} Rates are fractions; null is "not known".`,
    })
}

/** `ChartQuery`, for `chart_query`. */
export function inCapitals(table: MetricTable): string {
  return table.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
