import { METRICS, type Metric } from '../metric-registry.ts'
import {
  type CellColumns,
  changeCells,
  dailyCells,
  isLongTable,
  METRIC_TABLES,
  type MetricTable,
  windowCells,
} from '../metric-tables.ts'
import { METRIC_MEANINGS } from './metric-meanings.ts'

/** What a table of insights and each of its columns hold, in sentences. */
export interface TableDescription {
  readonly table: string
  /** In the order of a row's keys. */
  readonly columns: Readonly<Record<string, string>>
}

const TABLES: Readonly<Record<MetricTable, string>> = {
  chart_query:
    'One listing and one stay night: what guests who searched for that night did, as known on the scrape day.',
  chart_summary:
    'One listing over a window of stay nights, with its difference to similar listings, as known on the scrape day.',
  list_of_metrics: 'One listing over a window of stay nights, as known on the scrape day.',
  metric_points:
    'One point of a chart that chart_query has no column for: any metric of a listing’s night, week or month, as known on the scrape day.',
  metric_windows:
    'One metric of a listing over a window of stay nights that chart_summary has no column for, as known on the scrape day.',
}

const KEYS: Readonly<Record<string, string>> = {
  airbnb_listing_id: 'The listing’s id, a number beyond 2^53, as text.',
  airbnb_internal_name: 'The host’s own name for the listing on the scrape day.',
  metric_date: 'The stay night that guests searched for, not the day on which they looked.',
  window_start: 'The window’s first stay night, a Sunday in what this software writes.',
  window_end: 'The window’s last stay night, itself included.',
}

/** What the columns of the long tables hold. */
const LONG: Readonly<Record<string, string>> = {
  metric: 'The metric’s name, as Airbnb’s API has it.',
  series:
    'Whose number it is: your, similar (listings), overTime (the listing at another time), or as the API calls it.',
  granularity: 'What the point stands for: DAY, WEEK or MONTH.',
  metric_date: 'The stay night that guests searched for, or the first one of the week or month.',
  value: 'The number; rates are fractions.',
  value_string: 'value as Airbnb’s page writes it.',
  value_type: 'What the API says that the number is, such as NUMBER or PERCENTAGE.',
  value_raw: 'JSON of what came instead of a number that value can hold.',
  value_change: 'value, less that of what it is compared with; of a rate in fraction points.',
  value_change_string: 'value_change as Airbnb’s page writes it.',
  compared_with: 'Whose number the change is the difference to, in the words of series.',
  currency: 'ISO 4217 code, of money.',
}

const described = ({ value, text }: CellColumns, what: string) => ({
  [value]: `${what}.`,
  [text]: `${value} as Airbnb’s page writes it.`,
})

const meaningOf = ({ name }: Metric): string => {
  const meaning: string | undefined = Object.entries(METRIC_MEANINGS).find(([known]) => known === name)?.[1]
  return meaning === undefined ? '' : `: ${meaning}`
}

const CELLS: Readonly<Record<string, string>> = Object.assign(
  {},
  ...METRICS.map((metric) => ({
    ...described(dailyCells(metric, 'your'), `${metric.label} of the night${meaningOf(metric)}`),
    ...described(
      dailyCells(metric, 'similar'),
      `${metric.label} of the night, of similar listings on average`,
    ),
    ...described(windowCells(metric), `${metric.label} of the window${meaningOf(metric)}`),
    ...described(changeCells(metric), `${metric.label} of the window, less that of similar listings`),
  })),
)

const describeTable = (table: MetricTable): TableDescription => ({
  table: TABLES[table],
  columns: Object.fromEntries(
    METRIC_TABLES[table].columns.map(({ name }) => [
      name,
      (isLongTable(table) ? LONG[name] : undefined) ?? KEYS[name] ?? CELLS[name] ?? name,
    ]),
  ),
})

/** What the columns hold that a store adds to each row. */
export const STORED_COLUMN_DESCRIPTIONS = {
  account_id: 'The account whose listing it is.',
  time: 'The scrape day: the UTC day on which the numbers were read, and said something else than before.',
  confirmed_on: 'The scrape day on which the same numbers were read last.',
} as const

/** What the tables of insights and their columns hold: for schemas, for comments in a database, for catalogues. */
export const TABLE_DESCRIPTIONS: Readonly<Record<MetricTable, TableDescription>> = {
  chart_query: describeTable('chart_query'),
  chart_summary: describeTable('chart_summary'),
  list_of_metrics: describeTable('list_of_metrics'),
  metric_points: describeTable('metric_points'),
  metric_windows: describeTable('metric_windows'),
}
