import { sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import type { CopiedTable } from './copied-tables.ts'
import type { CopyCounter } from './copy-progress.ts'
import type { CopySession } from './copy-session.ts'
import { readSequences, type SequenceState } from './sequences.ts'
import { measureTable, type TableMeasure } from './table-measure.ts'

/** What a copy is made from, as it was at one moment. */
export interface Snapshot {
  /** What each table holds, by its name. */
  readonly measures: Readonly<Record<string, TableMeasure>>
  readonly sequences: readonly SequenceState[]
  /** The ids of the keys under which cookies and addresses of notifications are encrypted. */
  readonly credentialKeyIds: readonly string[]
}

/** Looks at everything before it is copied. Nobody can drop a chunk until the transaction ends. */
export async function takeSnapshot(
  session: CopySession,
  { schema }: StoreContext,
  tables: readonly CopiedTable[],
  counter: CopyCounter,
): Promise<Snapshot> {
  const names = tables.map(({ table }) => sql.id(schema, table))
  await session.run(sql`LOCK TABLE ${sql.join(names)} IN ACCESS SHARE MODE`)
  const measures: Record<string, TableMeasure> = {}
  for (const table of tables) {
    counter.begin('measuring', table.table)
    const measure = await measureTable(session, schema, table)
    measures[table.table] = measure
    counter.expect(measure.rows)
  }
  return {
    measures,
    sequences: await readSequences(session, schema),
    credentialKeyIds: await readKeyIds(session, schema, tables),
  }
}

/** Where something is encrypted. */
const SEALED = [
  ['accounts', 'airbnb_cookie'],
  ['account_notify_urls', 'notify_urls'],
] as const

async function readKeyIds(
  session: CopySession,
  schema: string,
  tables: readonly CopiedTable[],
): Promise<string[]> {
  const sealed = SEALED.filter(([name]) => tables.some(({ table }) => table === name)).map(
    ([name, column]) => sql`SELECT ${sql.ref(column)} AS sealed FROM ${sql.id(schema, name)}`,
  )
  const rows = await session.run<{ id: string }>(sql`
    SELECT DISTINCT split_part(sealed, ':', 3) AS id FROM (
      ${sql.join(sealed, sql` UNION ALL `)}) AS stored
    WHERE starts_with(sealed, 'enc:') ORDER BY 1`)
  return rows.map(({ id }) => id)
}
