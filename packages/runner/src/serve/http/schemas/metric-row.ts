import { metricRowColumns } from 'insights-store-timescale'
import type { MetricColumn, MetricTable } from 'insights-transform'
import { STORED_COLUMN_DESCRIPTIONS, TABLE_DESCRIPTIONS } from 'insights-transform/descriptions'
import { z } from 'zod'

const day = z.string().meta({ format: 'date' })

/** A row of a table of insights, made from the table's own columns. */
export function metricRow(table: MetricTable) {
  const described = TABLE_DESCRIPTIONS[table]
  return describedRow(metricRowColumns(table), { ...described.columns, ...STORED_COLUMN_DESCRIPTIONS }).meta({
    id: `${inCapitals(table)}Row`,
    description: `${described.table} Rates are fractions; null is "not known".`,
  })
}

/** A row with these columns, each as it is described. */
export function describedRow(
  columns: readonly MetricColumn[],
  descriptions: Readonly<Record<string, string>>,
) {
  const values = columns.map(({ name, type, nullable }) => {
    const value = type === 'date' ? day : type === 'text' ? z.string() : z.number()
    return [name, (nullable ? value.nullable() : value).describe(descriptions[name] ?? name)] as const
  })
  return z.object(Object.fromEntries(values))
}

/** `ChartQuery`, for `chart_query`. */
export function inCapitals(table: MetricTable): string {
  return table.replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase())
}
