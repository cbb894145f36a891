import { finished } from 'node:stream/promises'
import type { PGlite as KyselyPGlite } from 'kysely'
import { type RawBuilder, sql } from 'kysely'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { isBorrowed } from '../connection/embedded-guest.ts'
import type { PoolSession } from '../connection/pool-session.ts'
import { pgliteValueParsers, pgValueParsers } from '../connection/value-parsers.ts'
import type { PGliteHandle } from '../driver-handle.ts'
import { OlderLenderError } from '../errors.ts'
import type { StoreContext } from '../store-context.ts'
import { type CopiedTable, copiedValues, namesOf } from './copied-tables.ts'
import { wholeLines } from './whole-lines.ts'

/** One transaction in which a database is copied from or to. */
export interface CopySession {
  /** Runs a statement. */
  run<Row>(statement: RawBuilder<Row>): Promise<Row[]>
  /** A table's rows in COPY's text format, in pieces of any size. */
  read(table: CopiedTable): AsyncIterable<Uint8Array>
  /** Writes rows in that format into a table. */
  write(table: CopiedTable, pieces: AsyncIterable<Uint8Array>): Promise<void>
}

/** What a transaction is for: `read` sees the database as it was at one moment, whatever others write meanwhile. */
export type CopyPurpose = 'read' | 'write'

/**
 * So that a value has the same text on every server, a definition names its tables in full, and nothing ends a transaction
 * that takes its time.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  search_path: 'pg_catalog',
  timezone: 'UTC',
  datestyle: 'ISO, YMD',
  extra_float_digits: '1',
  statement_timeout: '0',
  idle_in_transaction_session_timeout: '0',
  lock_timeout: '60s',
}

const settings = sql.join(
  [
    ...Object.entries(SETTINGS).map(
      ([name, value]) => sql`set_config(${sql.lit(name)}, ${sql.lit(value)}, true)`,
    ),
    // From PostgreSQL 17 on.
    sql`(SELECT set_config(name, '0', true) FROM pg_catalog.pg_settings WHERE name = 'transaction_timeout')`,
  ],
  sql`, `,
)

const isolation = (purpose: CopyPurpose): string =>
  purpose === 'read' ? 'ISOLATION LEVEL REPEATABLE READ, READ ONLY' : 'ISOLATION LEVEL READ COMMITTED'

/** Bytes of the embedded database that are read at a time: what it gives lies in memory as a whole. */
const BLOCKS_AT_A_TIME = 512

/**
 * Runs work in one transaction of a session of its own. What it wrote is there when it ends, or nothing of it.
 *
 * @param signal ends it in the middle.
 */
export async function inCopySession<Result>(
  context: StoreContext,
  purpose: CopyPurpose,
  signal: AbortSignal | undefined,
  work: (session: CopySession) => Promise<Result>,
): Promise<Result> {
  signal?.throwIfAborted()
  const { connection } = context
  return connection.kind === 'server'
    ? await onServer(context, await connection.session(), purpose, signal, work)
    : await embedded(context, connection.pglite, purpose, signal, work)
}

async function onServer<Result>(
  { db, schema, limits }: StoreContext,
  session: PoolSession,
  purpose: CopyPurpose,
  signal: AbortSignal | undefined,
  work: (session: CopySession) => Promise<Result>,
): Promise<Result> {
  const { client } = session
  let committed = false
  const onAbort = (): void => session.release(true)
  signal?.addEventListener('abort', onAbort, { once: true })
  const run = async <Row>(statement: RawBuilder<Row>): Promise<Row[]> => {
    const { sql: text, parameters } = statement.compile(db)
    const answer = client.query({ text, values: [...parameters], types: pgValueParsers })
    const { rows } = await session.answer(answer, limits.unlimitedQueryMs)
    // The rows are those of the statement.
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion
    return rows as Row[]
  }
  const copySession: CopySession = {
    run,
    async *read(table) {
      const copied = sql`SELECT ${copiedValues(table)} FROM ${sql.id(schema, table.table)}`
      const copy = client.query(copyTo(sql`COPY (${copied}) TO STDOUT`.compile(db).sql))
      copy.on('error', () => {})
      const pieces: AsyncIterator<Uint8Array> = copy[Symbol.asyncIterator]()
      for (;;) {
        const { done, value } = await session.answer(pieces.next(), limits.unlimitedQueryMs)
        if (done === true) return
        yield value
      }
    },
    async write(table, pieces) {
      const into = sql`COPY ${sql.id(schema, table.table)} (${namesOf(table)}) FROM STDIN`
      const copy = client.query(copyFrom(into.compile(db).sql))
      const ended = finished(copy)
      // It is waited for below; until then a piece that is refused says so.
      ended.catch(() => {})
      for await (const piece of pieces) {
        if (copy.write(piece)) continue
        const drained = new Promise<void>((resolve) => copy.once('drain', resolve))
        await session.answer(Promise.race([drained, ended]), limits.unlimitedQueryMs)
      }
      copy.end()
      await session.answer(ended, limits.unlimitedQueryMs)
    },
  }
  try {
    await session.answer(client.query(session.beginning(isolation(purpose))), limits.queryMs)
    await run(sql`SELECT ${settings}`)
    const result = await work(copySession)
    await session.answer(client.query('COMMIT'), limits.unlimitedQueryMs)
    committed = true
    return result
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
    // A COPY that was left in the middle takes no other statement: the session ends, and its transaction with it.
    session.release(!committed)
  }
}

async function embedded<Result>(
  { db, schema }: StoreContext,
  pglite: PGliteHandle & Pick<KyselyPGlite, 'transaction'>,
  purpose: CopyPurpose,
  signal: AbortSignal | undefined,
  work: (session: CopySession) => Promise<Result>,
): Promise<Result> {
  return await pglite.transaction(async (tx) => {
    const run = async <Row>(statement: RawBuilder<Row>): Promise<Row[]> => {
      const { sql: text, parameters } = statement.compile(db)
      const { rows } = await tx.query<Row>(text, [...parameters], { parsers: pgliteValueParsers })
      return rows
    }
    const copyOf = async (statement: RawBuilder<unknown>): Promise<Uint8Array> => {
      const { blob } = await tx.query(statement.compile(db).sql)
      if (blob !== undefined) return new Uint8Array(await blob.arrayBuffer())
      // Of no rows there is none.
      if (!isBorrowed(pglite)) return new Uint8Array()
      throw new OlderLenderError(
        'The process that has the embedded database open is of an older version and does not hand out whole tables. ' +
          'Stop that process and start it again with this version; nothing was changed.',
        { pending: [] },
      )
    }
    await run(sql`SET TRANSACTION ${sql.raw(isolation(purpose))}`)
    await run(sql`SELECT ${settings}`)
    return await work({
      run,
      async *read(table) {
        const name = sql.id(schema, table.table)
        // By the blocks of its file: as quick as reading it at once, in any order, and all of one transaction.
        const [size] = await run<{ blocks: number }>(sql`
          SELECT (pg_relation_size(${relation(schema, table.table)}::regclass) / current_setting('block_size')::int)::int
            AS blocks`)
        for (let block = 0; block < (size?.blocks ?? 0); block += BLOCKS_AT_A_TIME) {
          signal?.throwIfAborted()
          const [from, to] = [block, block + BLOCKS_AT_A_TIME].map((at) => sql.lit(`(${at},0)`))
          const copied = sql`
            SELECT ${copiedValues(table)} FROM ${name} WHERE ctid >= ${from}::tid AND ctid < ${to}::tid`
          yield await copyOf(sql`COPY (${copied}) TO '/dev/blob'`)
        }
      },
      async write(table, pieces) {
        if (isBorrowed(pglite))
          throw new Error('a table is written by the process that has the database open')
        const into = sql`COPY ${sql.id(schema, table.table)} (${namesOf(table)}) FROM '/dev/blob'`.compile(db)
        for await (const lines of wholeLines(pieces)) {
          signal?.throwIfAborted()
          await tx.query(into.sql, [], { blob: new Blob([lines]) })
        }
      },
    })
  })
}

const relation = (schema: string, table: string): string => `"${schema.replaceAll('"', '""')}"."${table}"`
