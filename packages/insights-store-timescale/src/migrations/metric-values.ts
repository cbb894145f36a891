import { type QueryExecutorProvider, sql } from 'kysely'
import { rowsOfCells, rowsOfLong, SERIES_CELLS } from '../metrics/series-columns.ts'
import { currentIn } from '../store-context.ts'
import { relationExists } from './migration-state.ts'

const MEANING =
  'Every number of every metric as it is known now, a row for each, whichever table holds it. A point of a chart has one night, week or month; of a number over a window granularity is WINDOW, and window_end its last night.'

/**
 * Makes the view of all numbers that are known now: what has columns, by these, and what has rows of its own. It follows
 * the registry's columns, so that it is no numbered migration.
 *
 * @param again whether tables may have changed since it was made.
 */
export async function makeMetricValues(
  trx: QueryExecutorProvider,
  schema: string,
  { again }: { again: boolean },
): Promise<void> {
  // Before its last table is there, a later migration makes what it is of.
  if (!(await relationExists(trx, schema, 'metric_windows_current'))) return
  if (!again && (await relationExists(trx, schema, 'metric_values'))) return
  const view = sql.id(schema, 'metric_values')
  const parts = [
    ...SERIES_CELLS.map((cells) => rowsOfCells(cells, currentIn(schema, cells.table))),
    ...(['metric_points', 'metric_windows'] as const).map((table) =>
      rowsOfLong(table, currentIn(schema, table)),
    ),
  ]
  await sql`CREATE OR REPLACE VIEW ${view} AS ${sql.join(parts, sql` UNION ALL `)}`.execute(trx)
  await sql`COMMENT ON VIEW ${view} IS ${sql.lit(MEANING)}`.execute(trx)
}
