import { sql } from 'kysely'
import { COPIED_TABLES } from './copied-tables.ts'
import type { CopySession } from './copy-session.ts'

/** How far a column's own counter has come. */
export interface SequenceState {
  readonly table: string
  readonly column: string
  readonly lastValue: string
  readonly isCalled: boolean
}

/** The counters of all tables. */
export async function readSequences(session: CopySession, schema: string): Promise<SequenceState[]> {
  const owned = await session.run<{ table: string; column: string; sequence: string }>(sql`
    SELECT t.relname AS table, a.attname AS column, s.relname AS sequence
    FROM pg_catalog.pg_depend AS d
      JOIN pg_catalog.pg_class AS s ON s.oid = d.objid AND s.relkind = 'S'
      JOIN pg_catalog.pg_class AS t ON t.oid = d.refobjid
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
    WHERE d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i') AND n.nspname = ${schema}
      AND t.relname IN (${sql.join(COPIED_TABLES.map(({ table }) => table))})
    ORDER BY 1, 2`)
  const states: SequenceState[] = []
  for (const { table, column, sequence } of owned) {
    const [state] = await session.run<{ last_value: string; is_called: boolean }>(sql`
      SELECT last_value::text AS last_value, is_called FROM ${sql.id(schema, sequence)}`)
    if (state !== undefined) {
      states.push({ table, column, lastValue: state.last_value, isCalled: state.is_called })
    }
  }
  return states
}

/** Sets the counters, so that no number is given twice. */
export async function setSequences(
  session: CopySession,
  schema: string,
  states: readonly SequenceState[],
): Promise<void> {
  for (const { table, column, lastValue, isCalled } of states) {
    const name = `"${schema.replaceAll('"', '""')}"."${table.replaceAll('"', '""')}"`
    await session.run(sql`
      SELECT setval(pg_get_serial_sequence(${name}, ${column}), ${lastValue}::bigint, ${isCalled}::boolean)`)
  }
}
