import { sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'

/** A table with fewer pages is read quickly however wrong the plan is. */
const FEWEST_PAGES = 4

/**
 * Counts anew what stands in tables of the embedded database that have more than doubled since that was done: it has no
 * autovacuum, and without statistics its planner joins nights with nights one by one. The sizes alone tell which tables
 * those are, so that it costs next to nothing where there are none, and nothing is kept between two calls or processes.
 */
export async function refreshStatistics({ unhurried, schema, server }: StoreContext): Promise<void> {
  if (server.kind !== 'embedded') return
  const { rows } = await sql<{ table: string }>`
    SELECT relname AS table FROM pg_catalog.pg_class
    WHERE relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = ${schema}) AND relkind = 'r'
      AND pg_catalog.pg_relation_size(oid) / current_setting('block_size')::integer
        > 2 * relpages + ${sql.lit(FEWEST_PAGES)}`.execute(unhurried)
  for (const { table } of rows) await sql`ANALYZE ${sql.id(schema, table)}`.execute(unhurried)
}
