import { sql } from 'kysely'
import { COPIED_TABLES } from './copied-tables.ts'
import type { CopySession } from './copy-session.ts'

/** A reference of one table to another, as it is written. */
export interface ForeignKey {
  readonly table: string
  readonly name: string
  readonly definition: string
}

/**
 * Takes all references between tables away, to be made again by {@link makeForeignKeys}: looking each row up as it comes
 * takes many times as long as checking all at the end.
 */
export async function dropForeignKeys(session: CopySession, schema: string): Promise<ForeignKey[]> {
  const keys = await session.run<ForeignKey>(sql`
    SELECT t.relname AS table, c.conname AS name, pg_get_constraintdef(c.oid) AS definition
    FROM pg_catalog.pg_constraint AS c
      JOIN pg_catalog.pg_class AS t ON t.oid = c.conrelid
      JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
    WHERE c.contype = 'f' AND c.conparentid = 0 AND n.nspname = ${schema}
      AND t.relname IN (${sql.join(COPIED_TABLES.map(({ table }) => table))})
    ORDER BY 1, 2`)
  for (const { table, name } of keys) {
    await session.run(sql`ALTER TABLE ${sql.id(schema, table)} DROP CONSTRAINT ${sql.id(name)}`)
  }
  return keys
}

/** Makes references again, which checks every row. */
export async function makeForeignKeys(
  session: CopySession,
  schema: string,
  keys: readonly ForeignKey[],
): Promise<void> {
  for (const { table, name, definition } of keys) {
    await session.run(sql`
      ALTER TABLE ${sql.id(schema, table)} ADD CONSTRAINT ${sql.id(name)} ${sql.raw(definition)}`)
  }
}
