import { sql } from 'kysely'
import type { StoreContext } from '../store-context.ts'
import { COPIED_TABLES } from './copied-tables.ts'
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
  counter: CopyCounter,
): Promise<Snapshot> {
  const names = COPIED_TABLES.map(({ table }) => sql.id(schema, table))
  await session.run(sql`LOCK TABLE ${sql.join(names)} IN ACCESS SHARE MODE`)
  const measures: Record<string, TableMeasure> = {}
  for (const table of COPIED_TABLES) {
    counter.begin('measuring', table.table)
    const measure = await measureTable(session, schema, table)
    measures[table.table] = measure
    counter.expect(measure.rows)
  }
  return {
    measures,
    sequences: await readSequences(session, schema),
    credentialKeyIds: await readKeyIds(session, schema),
  }
}

async function readKeyIds(session: CopySession, schema: string): Promise<string[]> {
  const rows = await session.run<{ id: string }>(sql`
    SELECT DISTINCT split_part(sealed, ':', 3) AS id FROM (
      SELECT airbnb_cookie AS sealed FROM ${sql.id(schema, 'accounts')}
      UNION ALL SELECT notify_urls FROM ${sql.id(schema, 'account_notify_urls')}) AS stored
    WHERE starts_with(sealed, 'enc:') ORDER BY 1`)
  return rows.map(({ id }) => id)
}
