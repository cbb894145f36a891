import { METRIC_COLUMNS, type MetricTable } from 'insights-store-timescale'
import { z } from 'zod'

/** Columns that every row has. */
const NEVER_NULL: ReadonlySet<string> = new Set([
  'airbnb_listing_id',
  'metric_date',
  'window_start',
  'window_end',
])

const day = z.string().meta({ format: 'date' })

/** A row of a table of insights, made from the table's own columns. */
export function metricRow(table: MetricTable, id: string) {
  const columns = METRIC_COLUMNS[table].given.map(({ name, type }) => {
    const value = type === 'date' ? day : type === 'text' ? z.string() : z.number()
    return [name, NEVER_NULL.has(name) ? value : value.nullable()] as const
  })
  return z
    .object({
      account_id: z.string(),
      time: day.describe('The scrape day: the UTC day on which it was true.'),
      ...Object.fromEntries(columns),
    })
    .meta({ id, description: `A row of the table ${table}. Rates are fractions; null is "not known".` })
}
