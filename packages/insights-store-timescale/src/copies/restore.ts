import type { Kysely } from 'kysely'
import type { InsightsDatabase } from '../database.ts'
import { NewerSchemaError, TargetNotEmptyError } from '../errors.ts'
import { ALL_MIGRATIONS } from '../migrations/all-migrations.ts'
import { migrate } from '../migrations/migrate.ts'
import { readMigrationStatus } from '../migrations/migration-state.ts'
import type { SchemaMigration } from '../migrations/schema-migration.ts'
import type { StoreContext } from '../store-context.ts'
import { type BackupContents, contentsOf } from './backup-contents.ts'
import { type BackupFrame, changed, noBackup, readFrames } from './backup-frames.ts'
import type { CopiedTable } from './copied-tables.ts'
import type { RestoreOptions } from './copy-options.ts'
import { CopyCounter } from './copy-progress.ts'
import { type CopySession, inCopySession } from './copy-session.ts'
import { analyzeTables, assertTakesCopy } from './copy-target.ts'
import { dropForeignKeys, makeForeignKeys } from './foreign-keys.ts'
import { loadTable } from './load-table.ts'
import { setSequences } from './sequences.ts'

/**
 * Reads a file's content to its end.
 *
 * @returns what it says of itself.
 * @throws DamagedBackupError where it is not whole.
 */
export async function checkBackup(content: AsyncIterable<Uint8Array>): Promise<BackupContents> {
  let contents: BackupContents | undefined
  for await (const frame of readFrames(content)) {
    if (contents === undefined) contents = frame.kind === 'head' ? contentsOf(frame.value) : undefined
    if (contents === undefined) throw noBackup()
  }
  if (contents === undefined) throw noBackup()
  return contents
}

/** Puts a file's content into an empty database, all of it or nothing. */
export async function restore(
  context: StoreContext,
  unbound: Kysely<InsightsDatabase>,
  read: () => AsyncIterable<Uint8Array>,
  { onProgress, signal }: RestoreOptions,
): Promise<BackupContents> {
  await assertTakesCopy(context)
  const contents = await checkBackup(read())
  const asThen = await migrationsOf(context, contents)
  await migrate(context, unbound, {}, asThen)
  const counter = new CopyCounter(onProgress)
  for (const { rows } of Object.values(contents.measures)) counter.expect(rows)
  await inCopySession(context, 'write', signal, async (session) => {
    const keys = await dropForeignKeys(session, context.schema)
    await loadFrames(session, context.schema, readFrames(read()), contents, counter)
    await makeForeignKeys(session, context.schema, keys)
    await setSequences(session, context.schema, contents.sequences)
  })
  // What a later version has made of the tables is made of the rows as well.
  if (asThen.length < ALL_MIGRATIONS.length) await migrate(context, unbound)
  await analyzeTables(context)
  return contents
}

async function loadFrames(
  session: CopySession,
  schema: string,
  frames: AsyncGenerator<BackupFrame>,
  contents: BackupContents,
  counter: CopyCounter,
): Promise<void> {
  const tables = new Map<string, CopiedTable>(contents.tables.map((table) => [table.table, table]))
  // The head, which is known.
  await frames.next()
  let frame = await frames.next()
  while (frame.done !== true && frame.value.kind === 'table') {
    const table = tables.get(nameIn(frame.value.value))
    const expected = table && contents.measures[table.table]
    if (table === undefined || expected === undefined) throw changed()
    tables.delete(table.table)
    let next: IteratorResult<BackupFrame, void> = frame
    async function* rows(): AsyncGenerator<Uint8Array> {
      for (;;) {
        next = await frames.next()
        if (next.done === true || next.value.kind !== 'rows') return
        yield next.value.rows
      }
    }
    await loadTable(session, schema, table, rows(), { expected, counter })
    frame = next
  }
  if (tables.size > 0) throw changed()
}

const nameIn = (value: unknown): string =>
  typeof value === 'object' && value !== null && 'table' in value ? String(value.table) : ''

/**
 * The migrations that the file's tables had: the schema is made as it was then.
 *
 * @throws NewerSchemaError where this version does not know them all.
 * @throws TargetNotEmptyError where the schema has others already.
 */
async function migrationsOf(
  { db, schema }: StoreContext,
  { migrations }: BackupContents,
): Promise<readonly SchemaMigration[]> {
  const known = new Set(ALL_MIGRATIONS.map(({ name }) => name))
  const unknown = migrations.filter((name) => !known.has(name))
  if (unknown.length > 0) {
    throw new NewerSchemaError(
      `The backup was made by a newer version of insights-store-timescale (${unknown.join(', ')} is unknown here). ` +
        'Upgrade this package; nothing was restored.',
      { schema, unknown },
    )
  }
  const { applied } = await readMigrationStatus(db, schema, ALL_MIGRATIONS)
  const beyond = applied.filter((name) => !migrations.includes(name))
  if (beyond.length > 0) {
    throw new TargetNotEmptyError(
      `The schema "${schema}" has been migrated further than the backup (${beyond.join(', ')}): ` +
        'drop the empty schema, or name a database without it. Nothing was restored.',
      { schema, tables: [] },
    )
  }
  const then = new Set(migrations)
  return ALL_MIGRATIONS.filter(({ name }) => then.has(name))
}
