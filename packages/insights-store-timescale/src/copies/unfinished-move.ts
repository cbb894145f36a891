import { sql } from 'kysely'
import { UnfinishedMoveError } from '../errors.ts'
import {
  MIGRATION_TABLE,
  readApplied,
  relationExists,
  UNFINISHED_MOVE,
} from '../migrations/migration-state.ts'
import type { StoreContext } from '../store-context.ts'
import { type CopySession, inCopySession } from './copy-session.ts'
import { dropForeignKeys, type ForeignKey, makeForeignKeys } from './foreign-keys.ts'

const TABLE = 'unfinished_move'

/** What is kept of a move until it has come to its end. */
interface UnfinishedMove {
  readonly source: string
  readonly keys: readonly ForeignKey[]
}

/**
 * Begins a move, or goes on with one: until it ends, no version of this package uses the schema.
 *
 * @param source where the rows come from, in words: no credentials in it.
 * @returns whether it goes on with one that was begun, and the references to make at its end.
 * @throws UnfinishedMoveError where what was begun came from somewhere else, or from another version.
 */
export async function beginMove(
  context: StoreContext,
  source: string,
  migrations: readonly string[],
): Promise<{ goesOn: boolean; keys: readonly ForeignKey[] }> {
  const { schema } = context
  const begun = await findUnfinished(context)
  if (begun === undefined) {
    const keys = await inCopySession(context, 'write', undefined, async (session) => {
      const dropped = await dropForeignKeys(session, schema)
      await session.run(
        sql`CREATE TABLE ${sql.id(schema, TABLE)} (source text NOT NULL, keys jsonb NOT NULL)`,
      )
      await session.run(sql`
        INSERT INTO ${sql.id(schema, TABLE)} (source, keys) VALUES (${source}, ${JSON.stringify(dropped)}::jsonb)`)
      await session.run(sql`
        INSERT INTO ${sql.id(schema, MIGRATION_TABLE)} (name, timestamp)
        VALUES (${UNFINISHED_MOVE}, ${new Date().toISOString()})`)
      return dropped
    })
    return { goesOn: false, keys }
  }
  const there = (await readApplied(context.db, schema)).filter((name) => name !== UNFINISHED_MOVE)
  const isOther = begun.source !== source
  if (!isOther && there.join() === migrations.join()) return { goesOn: true, keys: begun.keys }
  throw new UnfinishedMoveError(
    `A move into the schema "${schema}" was begun ${isOther ? `from ${begun.source}` : 'by another version'} and has not come to its end. ` +
      `Finish that one, or drop the schema (DROP SCHEMA "${schema.replaceAll('"', '""')}" CASCADE) and begin again. Nothing was changed.`,
    { schema },
  )
}

/** Ends a move: references are made again and hold, and the schema can be used. */
export async function endMove(
  session: CopySession,
  schema: string,
  keys: readonly ForeignKey[],
): Promise<void> {
  await makeForeignKeys(session, schema, keys)
  await session.run(sql`DELETE FROM ${sql.id(schema, MIGRATION_TABLE)} WHERE name = ${UNFINISHED_MOVE}`)
  await session.run(sql`DROP TABLE ${sql.id(schema, TABLE)}`)
}

/** Whether a move into the schema was begun and has not come to its end. */
export const hasUnfinishedMove = async (context: StoreContext): Promise<boolean> =>
  (await findUnfinished(context)) !== undefined

async function findUnfinished({ db, schema }: StoreContext): Promise<UnfinishedMove | undefined> {
  if (!(await relationExists(db, schema, TABLE))) return undefined
  const { rows } = await sql<UnfinishedMove>`SELECT source, keys FROM ${sql.id(schema, TABLE)}`.execute(db)
  return rows[0]
}
