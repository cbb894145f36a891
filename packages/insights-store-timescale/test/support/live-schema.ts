import { type QueryExecutorProvider, sql } from 'kysely'

/** A column as the database has it. */
export interface LiveColumn {
  type: string
  nullable: boolean
}

/** The columns of every table of a schema, by table and column name. */
export async function readLiveSchema(
  db: QueryExecutorProvider,
  schema: string,
): Promise<Record<string, Record<string, LiveColumn>>> {
  const found = await sql<{ table: string; column: string; type: string; nullable: boolean }>`
    SELECT table_name AS table, column_name AS column, data_type AS type, is_nullable = 'YES' AS nullable
    FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
    WHERE table_schema = ${schema} AND table_type = 'BASE TABLE' ORDER BY table_name, ordinal_position`.execute(
    db,
  )
  const tables: Record<string, Record<string, LiveColumn>> = {}
  for (const { table, column, type, nullable } of found.rows) {
    const columns = (tables[table] ??= {})
    columns[column] = { type, nullable }
  }
  return tables
}

/** The names of a table's indexes, in order. */
export async function readIndexNames(
  db: QueryExecutorProvider,
  schema: string,
  table: string,
): Promise<string[]> {
  const found = await sql<{ name: string }>`
    SELECT indexname AS name FROM pg_indexes WHERE schemaname = ${schema} AND tablename = ${table}
    ORDER BY 1`.execute(db)
  return found.rows.map(({ name }) => name)
}
