import type { MetricTable } from 'insights-transform'
import type { Insertable, Selectable } from 'kysely'
import type { ColumnTypeName } from '../columns.ts'
import { type InsightsDatabase, TABLES } from '../tables.ts'

/**
 * A row to upsert: all columns but the account and the scrape day, which are given once for all rows. The
 * rows of `insights-transform` fit as they are; a column left out is null.
 */
export type MetricRowInput<Table extends MetricTable> = Omit<
  Insertable<InsightsDatabase[Table]>,
  'account_id' | 'time'
>

/** A row as stored, with its `account_id` and its scrape day, `time`. */
export type MetricRow<Table extends MetricTable> = Selectable<InsightsDatabase[Table]>

/** A row whose table is not known statically. */
export type AnyMetricRow = Readonly<Record<string, string | number | null | undefined>>

/** A column of a table of insights. */
export interface MetricColumn {
  readonly name: string
  readonly type: ColumnTypeName
}

/** How a table of insights is keyed, and what it holds beside the key. */
export interface MetricColumns {
  readonly table: MetricTable
  /** The calendar day in the key: `metric_date` or `window_start`. */
  readonly day: 'metric_date' | 'window_start'
  /** All columns of a {@link MetricRowInput}, in the table's order. */
  readonly given: readonly MetricColumn[]
  /** Those of `given` that the key does not hold: what an update changes. */
  readonly values: readonly MetricColumn[]
}

const columnsOf = (table: MetricTable, day: MetricColumns['day']): MetricColumns => {
  const given = Object.entries(TABLES[table])
    .map(([name, { type }]) => ({ name, type }))
    .filter(({ name }) => name !== 'account_id' && name !== 'time')
  const values = given.filter(({ name }) => name !== 'airbnb_listing_id' && name !== day)
  return { table, day, given, values }
}

/** The three tables of insights. */
export const METRIC_COLUMNS: Readonly<Record<MetricTable, MetricColumns>> = {
  chart_query: columnsOf('chart_query', 'metric_date'),
  chart_summary: columnsOf('chart_summary', 'window_start'),
  list_of_metrics: columnsOf('list_of_metrics', 'window_start'),
}

/** The columns that a read gives, in their order: whose and when first, then as the table has them. */
export const metricRowColumns = (table: MetricTable): readonly MetricColumn[] => [
  { name: 'account_id', type: 'character varying' },
  { name: 'time', type: 'date' },
  ...METRIC_COLUMNS[table].given,
]
