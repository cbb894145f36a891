import {
  type CalendarDate,
  dailyCells,
  LONG_TABLE_NAMES,
  METRIC_REGISTRY,
  METRIC_TABLE_NAMES,
  METRIC_TABLES,
  type Metric,
  type MetricTable,
  WIDE_TABLE_NAMES,
  type WideTable,
  windowCells,
} from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { currentIn, type StoreContext } from '../store-context.ts'

/** What a table holds of a metric, as it is known now. */
export interface StoredMetric {
  /** The metric's name, as the API has it. */
  metric: string
  table: MetricTable
  /** How many listings have numbers of it. */
  listings: number
  /** How many rows have a number or a text of it: of nights, weeks, months or windows. */
  rows: number
  /** The first stay night that they are of. */
  firstNight: CalendarDate
  /** The last one. */
  lastNight: CalendarDate
  /** The last scrape day that read any of them. */
  lastReadOn: CalendarDate
}

const METRICS: readonly Metric[] = METRIC_REGISTRY

/** The columns that a wide table has for a metric: each number and its text. */
const columnsFor = (table: WideTable, metric: Metric): readonly string[] => {
  const cells = {
    chart_query: metric.byDay ? [dailyCells(metric, 'your'), dailyCells(metric, 'similar')] : [],
    chart_summary: metric.byWindow ? [windowCells(metric)] : [],
    list_of_metrics: metric.byWindow ? [windowCells(metric)] : [],
  }
  return cells[table].flatMap(({ value, text }) => [value, text])
}

/** The rows of each listing and metric of a table, counted. */
const countedRows = (
  schema: string,
  table: MetricTable,
  metric: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
): RawBuilder<unknown> => {
  const { day, columns } = METRIC_TABLES[table]
  const last = columns.some(({ name }) => name === 'window_end') ? 'window_end' : day
  return sql`
    SELECT ${sql.lit(table)}::text AS "table", ${metric} AS metric, count(*) AS rows, min(${sql.ref(day)}) AS first_night,
      max(${sql.ref(last)}) AS last_night, max(confirmed_on) AS last_read
    FROM ${currentIn(schema, table)} WHERE ${where} GROUP BY account_id, airbnb_listing_id, 2`
}

/** What is stored of each metric, by table and name. */
export const readStoredMetrics = async (
  { db, schema }: StoreContext,
  accountId: string | undefined,
): Promise<StoredMetric[]> => {
  const isWanted = accountId === undefined ? sql`TRUE` : sql`account_id = ${accountId}`
  const wide = WIDE_TABLE_NAMES.flatMap((table) =>
    METRICS.flatMap((metric) => {
      const names = columnsFor(table, metric)
      if (names.length === 0) return []
      const has = sql`num_nonnulls(${sql.join(names.map((name) => sql.ref(name)))}) > 0`
      return [countedRows(schema, table, sql`${sql.lit(metric.name)}::text`, sql`${isWanted} AND ${has}`)]
    }),
  )
  const long = LONG_TABLE_NAMES.map((table) => countedRows(schema, table, sql`metric`, isWanted))
  const { rows } = await sql<StoredMetric>`
    SELECT metric, "table", count(*)::int AS listings, sum(rows)::double precision AS rows,
      min(first_night) AS "firstNight", max(last_night) AS "lastNight", max(last_read) AS "lastReadOn"
    FROM (${sql.join([...wide, ...long], sql` UNION ALL `)}) AS counted
    GROUP BY metric, "table"
    ORDER BY array_position(${[...METRIC_TABLE_NAMES]}::text[], "table"), metric COLLATE "C"`.execute(db)
  return rows
}
