import { sql } from 'kysely'
import { CopyDiffersError } from '../errors.ts'
import { ALL_MIGRATIONS } from '../migrations/all-migrations.ts'
import { assertMigrated, readMigrationStatus } from '../migrations/migration-state.ts'
import type { StoreContext } from '../store-context.ts'
import { type BackupContents, FORMAT, FORMAT_VERSION } from './backup-contents.ts'
import { type BackupFrame, writeFrames } from './backup-frames.ts'
import { COPIED_TABLES, type CopiedTable } from './copied-tables.ts'
import type { BackUpOptions } from './copy-options.ts'
import { CopyCounter } from './copy-progress.ts'
import { type CopySession, inCopySession } from './copy-session.ts'
import { takeSnapshot } from './snapshot.ts'
import { linesIn } from './whole-lines.ts'

/** Writes everything as one file's content. */
export async function backUp(
  context: StoreContext,
  write: (piece: Uint8Array) => Promise<unknown>,
  { onProgress, signal }: BackUpOptions,
): Promise<BackupContents> {
  const { schema, server } = context
  const { applied, pending } = await readMigrationStatus(context.db, schema, ALL_MIGRATIONS)
  if (applied.length === 0) await assertMigrated(context.db, schema, ALL_MIGRATIONS)
  const counter = new CopyCounter(onProgress)
  return await inCopySession(context, 'read', signal, async (session) => {
    const tables = pending.length === 0 ? COPIED_TABLES : await tablesAsTheyAre(session, schema)
    const snapshot = await takeSnapshot(session, context, tables, counter)
    const contents: BackupContents = {
      madeAt: new Date().toISOString(),
      migrations: applied,
      server: { version: server.version, timescale: server.timescale },
      tables,
      ...snapshot,
    }
    async function* frames(): AsyncGenerator<BackupFrame> {
      yield { kind: 'head', value: { format: FORMAT, version: FORMAT_VERSION, ...contents } }
      for (const table of tables) {
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

/** The tables of a schema that is older than this version, with the columns that they have there. */
async function tablesAsTheyAre(session: CopySession, schema: string): Promise<CopiedTable[]> {
  const found = await session.run<{ table: string; columns: string[] }>(sql`
    SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attnum) AS columns
    FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    WHERE n.nspname = ${schema} AND c.relkind = 'r'
    GROUP BY c.relname`)
  return COPIED_TABLES.flatMap(({ table }) => found.filter((there) => there.table === table))
}
