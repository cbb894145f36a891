import type { StoredMetric } from 'insights-store-timescale'
import { METRIC_TABLE_NAMES, metricNamed } from 'insights-transform'
import { z } from 'zod'

const day = z.string().meta({ format: 'date' })

export const storedMetric = z
  .object({
    metric: z.string().describe('The metric’s name, as Airbnb’s API has it.'),
    page: z
      .enum(['CONVERSION', 'OCCUPANCY', 'QUALITY'])
      .nullable()
      .describe('The page of Airbnb’s that has it; null for a metric that this version does not know.'),
    label: z
      .string()
      .nullable()
      .describe('What that page calls it; null for a metric that this version does not know.'),
    table: z.enum(METRIC_TABLE_NAMES).describe('The table that holds it.'),
    listings: z.int().describe('How many listings have a number.'),
    rows: z.int().describe('How many rows of what is known now have a number or a text of it.'),
    first_night: day.describe('The first stay night.'),
    last_night: day.describe('The last one, of windows the last in them.'),
    last_read_on: day.describe('The newest scrape day on which one was read.'),
  })
  .meta({ id: 'StoredMetric', description: 'What is stored of a metric in a table.' })

/** What is stored of a metric as {@link storedMetric} describes it. */
export function storedMetricBody(stored: StoredMetric): z.output<typeof storedMetric> {
  const known = metricNamed(stored.metric)
  return {
    metric: stored.metric,
    page: known?.page ?? null,
    label: known?.label ?? null,
    table: stored.table,
    listings: stored.listings,
    rows: stored.rows,
    first_night: stored.firstNight,
    last_night: stored.lastNight,
    last_read_on: stored.lastReadOn,
  }
}
