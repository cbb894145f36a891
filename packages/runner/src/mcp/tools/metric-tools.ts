import { METRIC_TABLE_NAMES } from 'insights-transform'
import { z } from 'zod'
import { defineRowsTool, type Tool } from '../declaration/tool.ts'
import { ABOUT_NIGHTS, account_id, limit, nightsAsked } from './arguments.ts'
import { day, known } from './row-fields.ts'

/** What is stored of each metric. */
export const listMetrics: Tool = defineRowsTool({
  name: 'list_metrics',
  title: 'Metrics that are stored',
  description:
    'Which metrics of the Performance pages are stored of an account (page views, conversion, and whatever else is synced: occupancy, nightly rate, ratings …), in which table, of how many listings, and for which stay nights. metric_series gives the numbers of each.',
  about:
    'first_night and last_night are stay nights; last_read_on is the scrape day that read any of them last.',
  input: z.strictObject({ account_id, limit }),
  rows: 'metrics',
  row: z.object({
    metric: z.string().describe("Its name, as Airbnb's API has it."),
    table: z.enum(METRIC_TABLE_NAMES),
    listings: z.int(),
    rows: z.int().describe('How many nights, weeks, months or windows have a number or a text of it.'),
    first_night: day,
    last_night: day,
    last_read_on: day,
  }),
  read: (input, store) => store.metrics.stored({ accountId: input.account_id }),
})

/** The numbers of one metric, whichever table holds them. */
export const metricSeries: Tool = defineRowsTool({
  name: 'metric_series',
  title: 'Numbers of a metric',
  description:
    'The numbers of one metric by stay night, week, month or window, of the listing itself and of what it is compared with. A date is a stay night that guests searched for, not a day on which they looked.',
  about:
    'metric_date is a stay night, or the first one of the week, month or window; time is the scrape day since which the number is known to hold, confirmed_on the last one that read it. Rates are fractions and are never averaged. value is null where Airbnb has no number; value_string is what its page shows.',
  input: z.strictObject({
    ...ABOUT_NIGHTS,
    metric: z.string().min(1).max(200).describe('The name of the metric, as list_metrics tells it.'),
    series: z
      .string()
      .max(200)
      .optional()
      .describe('Whose numbers: your, similar or overTime; all of them without it.'),
    granularity: z
      .enum(['DAY', 'WEEK', 'MONTH', 'WINDOW'])
      .default('DAY')
      .describe('Points of nights, weeks or months, or numbers over whole windows of nights.'),
  }),
  rows: 'numbers',
  row: z.object({
    airbnb_listing_id: z.string(),
    series: z.string(),
    metric_date: day,
    window_end: day.nullable().describe("A window's last stay night; null of a point."),
    time: day,
    confirmed_on: day,
    value: known('The number.'),
    value_string: z.string().nullable(),
    value_change: known('Own minus compared, of a window.'),
    compared_with: z.string().nullable(),
    currency: z.string().nullable(),
  }),
  read: ({ metric, series, granularity, ...input }, store) =>
    store.metrics.series({
      ...nightsAsked(input),
      metric,
      granularity,
      ...(series !== undefined && { series }),
    }),
})
