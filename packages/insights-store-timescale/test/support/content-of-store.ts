import { sql } from 'kysely'
import type { Store } from '../../src/open-store.ts'
import { TABLES } from '../../src/tables.ts'

/** A row as JSON has it. */
type Row = Readonly<Record<string, unknown>>

/** All rows of all tables, in one order: found out another way than copies are made. */
export async function contentOf({ db, schema }: Store): Promise<Record<string, readonly Row[]>> {
  const content: Record<string, readonly Row[]> = {}
  for (const [table, columns] of Object.entries(TABLES)) {
    const names = sql.join(Object.keys(columns).map((column) => sql.ref(column)))
    const { rows } = await sql<{ row: string }>`
      SELECT to_jsonb(named)::text AS row FROM (SELECT ${names} FROM ${sql.id(schema, table)}) AS named
      ORDER BY 1`.execute(db)
    content[table] = rows.map(({ row }) => JSON.parse(row) as Row)
  }
  return content
}

/** What a copy of it is to hold: what a process that is alive holds is held by nobody there. */
export function copyOf(content: Record<string, readonly Row[]>): Record<string, readonly Row[]> {
  const changed: Record<string, (row: Row) => Row> = {
    account_leases: (row) => ({ ...row, expires_at: row['acquired_at'] }),
    notification_targets: (row) => ({ ...row, claim: null, claimed_until: null }),
    site_answers: (row) => ({ ...row, scout_until: null }),
  }
  return Object.fromEntries(
    Object.entries(content).map(([table, rows]) => [table, rows.map(changed[table] ?? ((row) => row))]),
  )
}
