import type { Kysely } from 'kysely'
import type { InsightsDatabase } from '../database.ts'
import { ALL_MIGRATIONS } from '../migrations/all-migrations.ts'
import { migrate } from '../migrations/migrate.ts'
import { assertMigrated, readApplied } from '../migrations/migration-state.ts'
import type { StoreContext } from '../store-context.ts'
import { COPIED_TABLES, type CopiedTable } from './copied-tables.ts'
import type { MoveOptions, MoveReport } from './copy-options.ts'
import { type CopiedRows, CopyCounter } from './copy-progress.ts'
import { type CopySession, inCopySession } from './copy-session.ts'
import { analyzeTables, assertTakesCopy } from './copy-target.ts'
import { loadTable } from './load-table.ts'
import { setSequences } from './sequences.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'
import { isSameMeasure, measureTable, type TableMeasure } from './table-measure.ts'
import { beginMove, endMove, hasUnfinishedMove } from './unfinished-move.ts'

/** The database that a move goes to. */
export interface MoveTarget {
  readonly context: StoreContext
  readonly unbound: Kysely<InsightsDatabase>
}

/** Copies everything into another database, table by table: what is there already is not copied again. */
export async function move(
  source: StoreContext,
  { context: target, unbound }: MoveTarget,
  { from, onProgress, signal }: MoveOptions,
): Promise<MoveReport> {
  await assertMigrated(source.db, source.schema, ALL_MIGRATIONS)
  if (!(await hasUnfinishedMove(target))) {
    await assertTakesCopy(target)
    await migrate(target, unbound)
  }
  const { goesOn, keys } = await beginMove(target, from, await readApplied(source.db, source.schema))
  const counter = new CopyCounter(onProgress)
  const report = await inCopySession(source, 'read', signal, async (reading) => {
    const snapshot = await takeSnapshot(reading, source, COPIED_TABLES, counter)
    const tables = await copyTables(reading, target, snapshot, { goesOn, counter, signal })
    await inCopySession(target, 'write', signal, async (writing) => {
      await setSequences(writing, target.schema, snapshot.sequences)
      await endMove(writing, target.schema, keys)
    })
    return { goesOn, tables, credentialKeyIds: snapshot.credentialKeyIds }
  })
  await analyzeTables(target)
  return report
}

async function copyTables(
  reading: CopySession,
  target: StoreContext,
  { measures }: Snapshot,
  how: { goesOn: boolean; counter: CopyCounter; signal: AbortSignal | undefined },
): Promise<CopiedRows[]> {
  const tables: CopiedRows[] = []
  for (const table of COPIED_TABLES) {
    const expected = measures[table.table]
    if (expected === undefined) continue
    await inCopySession(target, 'write', how.signal, (writing) =>
      copyTable(reading, writing, target.schema, table, { expected, ...how }),
    )
    tables.push({ table: table.table, ...expected })
  }
  return tables
}

async function copyTable(
  reading: CopySession,
  writing: CopySession,
  schema: string,
  table: CopiedTable,
  { expected, goesOn, counter }: { expected: TableMeasure; goesOn: boolean; counter: CopyCounter },
): Promise<void> {
  if (goesOn) {
    counter.begin('checking', table.table)
    if (isSameMeasure(await measureTable(writing, schema, table), expected)) {
      counter.skip(expected.rows)
      return
    }
  }
  await loadTable(writing, schema, table, reading.read(table), { expected, counter })
}
