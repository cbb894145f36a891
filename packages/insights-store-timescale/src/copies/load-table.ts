import { CopyDiffersError } from '../errors.ts'
import type { CopiedTable } from './copied-tables.ts'
import type { CopyCounter } from './copy-progress.ts'
import type { CopySession } from './copy-session.ts'
import { emptyTable } from './copy-target.ts'
import { isSameMeasure, measureTable, type TableMeasure } from './table-measure.ts'

/**
 * Puts rows into an emptied table and measures what is there then.
 *
 * @throws CopyDiffersError where that is something else: the transaction is to be rolled back.
 */
export async function loadTable(
  session: CopySession,
  schema: string,
  table: CopiedTable,
  pieces: AsyncIterable<Uint8Array>,
  { expected, counter }: { expected: TableMeasure; counter: CopyCounter },
): Promise<void> {
  await emptyTable(session, schema, table)
  await session.write(table, counter.count(table.table, pieces))
  counter.begin('checking', table.table)
  const measured = await measureTable(session, schema, table)
  if (isSameMeasure(measured, expected)) return
  throw new CopyDiffersError(
    `The copy of ${table.table} is not what it was made from (${measured.rows} rows instead of ${expected.rows}, ` +
      `checksum ${measured.checksum} instead of ${expected.checksum}): it was taken back.`,
    { table: table.table },
  )
}
