import type { MetricTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { type NewestQuery, wantedRows } from '../metrics/as-of.ts'
import { METRIC_COLUMNS } from '../metrics/metric-columns.ts'
import { tableIn } from '../store-context.ts'

/** Days are numbers in an array, counted from here. */
const EPOCH = sql`date '2000-01-01'`

/** Rows of windows that are weeks from Sunday to Saturday. Databases of the Python system have others, which overlap. */
export const WHOLE_WEEK = sql`extract(dow FROM window_start) = 0 AND window_end = window_start + 6`

/**
 * Some of the numbers of the rows that `metrics.asOf` gives, in no order: for each listing and day those of the row with
 * the greatest `time`. Of arrays that begin with the scrape day the greatest is that row's, so that one pass with a hash
 * does it: to sort all rows of years takes three times as long, and a join goes wrong on a table without statistics.
 *
 * @param columns of type integer or double precision; read as the latter.
 * @param where what else the rows must fulfil, before the newest is chosen.
 */
export const newestNumbers = (
  schema: string,
  table: MetricTable,
  query: NewestQuery<MetricTable>,
  columns: readonly string[],
  where: RawBuilder<unknown> = sql`TRUE`,
): RawBuilder<unknown> => {
  const day = sql.ref(METRIC_COLUMNS[table].day)
  const numbers = columns.map((name, index) => sql`newest[${sql.lit(index + 2)}] AS ${sql.ref(name)}`)
  return sql`
    SELECT airbnb_listing_id, ${day}, ${EPOCH} + newest[1]::integer AS "time", ${sql.join(numbers)}
    FROM (
      SELECT airbnb_listing_id, ${day},
        max(ARRAY["time" - ${EPOCH}, ${sql.join(columns.map((name) => sql.ref(name)))}]::double precision[]) AS newest
      FROM ${tableIn(schema, table)}
      WHERE ${wantedRows(query, day)} AND ${where}
      GROUP BY airbnb_listing_id, ${day}) AS keys`
}
