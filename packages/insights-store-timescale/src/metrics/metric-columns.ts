import { METRIC_TABLES, type MetricColumn, type MetricTable, type MetricTableRows } from 'insights-transform'
import type { Insertable } from 'kysely'

/**
 * A row to upsert: all columns but the account and the scrape day, which are given once for all rows. The
 * rows of `insights-transform` fit as they are; a column left out is null.
 */
export type MetricRowInput<Table extends MetricTable> = Insertable<MetricTableRows[Table]>

/** A row whose table is not known statically. */
export type AnyMetricRow = Readonly<Record<string, string | number | null | undefined>>

/** How PostgreSQL calls the types of columns. */
export const COLUMN_TYPES = {
  text: 'text',
  date: 'date',
  integer: 'integer',
  number: 'double precision',
} as const satisfies Record<MetricColumn['type'], string>

/** How a table of insights is keyed, and what it holds beside the key. */
export interface TableColumns {
  readonly table: MetricTable
  /** The stay night, or the first one of the window, in the key. */
  readonly day: 'metric_date' | 'window_start'
  /** Those of `given` that tell a listing's rows of a scrape day apart, the day among them. */
  readonly key: readonly MetricColumn[]
  /** All columns of a {@link MetricRowInput}, in the table's order. */
  readonly given: readonly MetricColumn[]
  /** Those of `given` beside the listing and the key: what an update changes. */
  readonly values: readonly MetricColumn[]
}

export const columnsOf = (table: MetricTable): TableColumns => {
  const { day, key: names, columns: given } = METRIC_TABLES[table]
  const key = names.flatMap((name) => given.filter((column) => column.name === name))
  const values = given.filter(({ name }) => name !== 'airbnb_listing_id' && !names.includes(name))
  return { table, day, key, given, values }
}

const STORED_COLUMNS: readonly MetricColumn[] = [
  { name: 'account_id', type: 'text', nullable: false },
  { name: 'time', type: 'date', nullable: false },
]

const CONFIRMED_ON: MetricColumn = { name: 'confirmed_on', type: 'date', nullable: false }

/**
 * The columns that a read of a table gives, in their order: whose and when first, then as the table has them, and when
 * they were read last.
 */
export const metricRowColumns = (table: MetricTable): readonly MetricColumn[] => [
  ...STORED_COLUMNS,
  ...METRIC_TABLES[table].columns,
  CONFIRMED_ON,
]
