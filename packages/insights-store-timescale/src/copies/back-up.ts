import { sql } from 'kysely'
import { CopyDiffersError } from '../errors.ts'
import { ALL_MIGRATIONS } from '../migrations/all-migrations.ts'
import { assertMigrated, MIGRATION_TABLE } from '../migrations/migration-state.ts'
import type { StoreContext } from '../store-context.ts'
import { type BackupContents, FORMAT, FORMAT_VERSION } from './backup-contents.ts'
import { type BackupFrame, writeFrames } from './backup-frames.ts'
import { COPIED_TABLES } from './copied-tables.ts'
import type { BackUpOptions } from './copy-options.ts'
import { CopyCounter } from './copy-progress.ts'
import { inCopySession } from './copy-session.ts'
import { takeSnapshot } from './snapshot.ts'
import { linesIn } from './whole-lines.ts'

/** Writes everything as one file's content. */
export async function backUp(
  context: StoreContext,
  write: (piece: Uint8Array) => Promise<unknown>,
  { onProgress, signal }: BackUpOptions,
): Promise<BackupContents> {
  const { schema, server } = context
  await assertMigrated(context.db, schema, ALL_MIGRATIONS)
  const counter = new CopyCounter(onProgress)
  return await inCopySession(context, 'read', signal, async (session) => {
    const migrations = await session.run<{ name: string }>(sql`
      SELECT name FROM ${sql.id(schema, MIGRATION_TABLE)} ORDER BY name COLLATE "C"`)
    const snapshot = await takeSnapshot(session, context, counter)
    const contents: BackupContents = {
      madeAt: new Date().toISOString(),
      migrations: migrations.map(({ name }) => name),
      server: { version: server.version, timescale: server.timescale },
      tables: COPIED_TABLES,
      ...snapshot,
    }
    async function* frames(): AsyncGenerator<BackupFrame> {
      yield { kind: 'head', value: { format: FORMAT, version: FORMAT_VERSION, ...contents } }
      for (const table of COPIED_TABLES) {
        yield { kind: 'table', value: { table: table.table } }
        let lines = 0
        for await (const rows of counter.count(table.table, session.read(table))) {
          lines += linesIn(rows)
          if (rows.byteLength > 0) yield { kind: 'rows', rows }
        }
        assertWhole(table.table, lines, snapshot.measures[table.table]?.rows)
      }
      yield { kind: 'end', value: {} }
    }
    await writeFrames(frames(), write)
    return contents
  })
}

function assertWhole(table: string, written: number, counted: number | undefined): void {
  if (written === counted) return
  throw new CopyDiffersError(
    `Of ${table} ${written} rows were read instead of ${String(counted)}: no backup was made.`,
    { table },
  )
}
