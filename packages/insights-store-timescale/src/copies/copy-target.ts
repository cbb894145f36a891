import { sql } from 'kysely'
import { TargetNotEmptyError, UnsupportedDatabaseError } from '../errors.ts'
import { relationExists } from '../migrations/migration-state.ts'
import type { StoreContext } from '../store-context.ts'
import { COPIED_TABLES, type CopiedTable, FILLED_BY_MIGRATIONS } from './copied-tables.ts'
import type { CopySession } from './copy-session.ts'

/**
 * Makes sure that nothing is lost by a copy into this database: not what is there, and not what is copied.
 *
 * @throws TargetNotEmptyError naming the tables that have rows.
 * @throws UnsupportedDatabaseError where its encoding lacks characters.
 */
export async function assertTakesCopy({ db, schema, server }: StoreContext): Promise<void> {
  if (server.lossyEncoding !== null) {
    throw new UnsupportedDatabaseError(
      'lossy_encoding',
      `The database is in ${server.lossyEncoding}, which lacks characters: names would be lost in it. ` +
        "Make one with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0. Nothing was changed.",
    )
  }
  const filled: string[] = []
  for (const { table } of COPIED_TABLES) {
    if (FILLED_BY_MIGRATIONS.has(table) || !(await relationExists(db, schema, table))) continue
    const { rows } = await sql`SELECT FROM ${sql.id(schema, table)} LIMIT 1`.execute(db)
    if (rows.length > 0) filled.push(table)
  }
  if (filled.length === 0) return
  throw new TargetNotEmptyError(
    `The schema "${schema}" has rows already (${filled.join(', ')}): a copy goes into an empty database alone. Nothing was changed.`,
    { schema, tables: filled },
  )
}

/** Takes away what migrations, or an earlier try, have put into a table. */
export async function emptyTable(
  session: CopySession,
  schema: string,
  { table }: CopiedTable,
): Promise<void> {
  await session.run(sql`TRUNCATE ${sql.id(schema, table)}`)
}

/**
 * Lets the planner know what is there, where nobody else will: in the embedded database, and on a server without
 * autovacuum. Elsewhere it would make a copy a third slower, and has been done a minute later.
 */
export async function analyzeTables({ unhurried, schema, server }: StoreContext): Promise<void> {
  if (server.kind === 'server') {
    const { rows } = await sql<{ does: boolean }>`
      SELECT current_setting('autovacuum') = 'on' AS does`.execute(unhurried)
    if (rows[0]?.does === true) return
  }
  for (const { table } of COPIED_TABLES) await sql`ANALYZE ${sql.id(schema, table)}`.execute(unhurried)
}
