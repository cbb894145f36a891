import type { ClientBase } from 'pg'
import { databaseErrorCode } from '../database-error-code.ts'
import { SqlFileError, SqlRefusedError, SqlTimeoutError } from '../errors.ts'
import { firstChanged, type OwnNames, type OwnObjects, ownObjects } from './own-objects.ts'
import { runPaged, type TakeRows } from './paged-query.ts'
import { writesFile } from './writes-file.ts'

/** What statements of a person may do. */
export interface SqlOptions {
  /**
   * Whether they may write. Else each runs in a READ ONLY transaction.
   *
   * @defaultValue false
   */
  write?: boolean
  /**
   * Whether they may change the product's own tables as well.
   *
   * @defaultValue false
   */
  force?: boolean
  /**
   * Milliseconds after which a statement is ended.
   *
   * @defaultValue 30000
   */
  timeoutMs?: number
}

/** A column of an answer. */
export interface SqlColumn {
  readonly name: string
  /** Its type's number in PostgreSQL, e.g. 20 for `bigint`. */
  readonly type: number
}

/** A row: each value as PostgreSQL writes it, so that no id and no date is changed; null for NULL. */
export type SqlRow = readonly (string | null)[]

/** How to run one statement. */
export interface RunSqlOptions {
  /**
   * No more rows than this are given.
   *
   * @defaultValue all of them
   */
  limit?: number
  /** Ends the statement. @defaultValue none: only the time limit does */
  signal?: AbortSignal
  /**
   * Takes rows as they come, the next ones when it has resolved; called once at least where there are columns. With
   * false no more are wanted, and the statement ends well.
   *
   * @defaultValue they are dropped
   */
  take?: (rows: readonly SqlRow[], columns: readonly SqlColumn[]) => Promise<boolean | undefined>
}

/** What came of a statement. */
export interface SqlResult {
  /** `SELECT`, `INSERT` and the like; null where there is no saying, as of a statement without a word or one that was cut. */
  readonly command: string | null
  /** How many rows it gave or changed; null where that says nothing. */
  readonly rowCount: number | null
  /** Whether there are more rows than were wanted. */
  readonly isCut: boolean
}

/** A session for statements that a person writes. */
export interface SqlSession extends AsyncDisposable {
  /**
   * Runs one statement in a transaction of its own; names without a schema are looked for in the product's.
   *
   * @throws {@link SqlRefusedError} where it would change the product's own tables; nothing was changed then.
   * @throws {@link SqlFileError} where it only reads and would have the server write a file or run a program.
   * @throws {@link SqlTimeoutError} after the time limit.
   * @throws the driver's error for what the database says, with `position`, `detail` and `hint`; the signal's reason
   * where that was aborted.
   */
  run(statement: string, options?: RunSqlOptions): Promise<SqlResult>
  /** Ends it. Harmless when called again. */
  close(): Promise<void>
}

/** What a session is made of. */
export interface SqlSessionParts {
  readonly client: ClientBase
  readonly schema: string
  readonly own: OwnNames
  readonly timeoutMs: number
  readonly mayWrite: boolean
  readonly mayChangeOwn: boolean
  /** The statement that begins a transaction, with what is given. */
  beginning(how?: string): string
  /** Whether the server's session is another's after each transaction: nothing that was set or made in it may stay. */
  readonly isShared: boolean
  /** Ends what the session is working on, where it is the server's process of this number. */
  cancel(pid: number): Promise<void>
  close(): Promise<void>
}

const QUERY_CANCELED = '57014'

/** Takes away what would outlast a transaction. */
const LEFT_BEHIND = 'DISCARD TEMP; SELECT pg_catalog.pg_advisory_unlock_all(); RESET ALL'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** Of several statements the driver gives several results. */
function pidOf(results: unknown): number {
  const [last] = [results].flat().slice(-1)
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (last as { rows: { pid: number }[] }).rows[0]?.pid ?? 0
}

/** A session over an open connection. */
export function createSqlSession(parts: SqlSessionParts): SqlSession {
  const { client, schema, own, timeoutMs, mayWrite, mayChangeOwn } = parts
  // Once something was read, no SET can make the transaction write.
  const begin = [
    parts.beginning(mayWrite ? undefined : 'READ ONLY'),
    `SET LOCAL statement_timeout = ${String(timeoutMs)}`,
    `SET LOCAL search_path = ${quoted(schema)}, public`,
    'SELECT pg_catalog.pg_backend_pid() AS pid',
  ].join('; ')
  const guarded = async (): Promise<OwnObjects | undefined> =>
    mayWrite && !mayChangeOwn ? await ownObjects(client, schema, own) : undefined
  return {
    async run(statement, { limit = Number.MAX_SAFE_INTEGER - 1, signal, take = async () => true } = {}) {
      signal?.throwIfAborted()
      if (!mayWrite && writesFile(statement)) throw new SqlFileError()
      const pid = pidOf(await client.query(begin))
      let isWorking = true
      const onAbort = (): void => {
        if (isWorking) void parts.cancel(pid).catch(() => {})
      }
      signal?.addEventListener('abort', onAbort, { once: true })
      try {
        const objects = await guarded()
        const takeRows: TakeRows = (rows, fields) =>
          take(
            rows,
            fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })),
          )
        const result = await runPaged(client, statement, { limit, take: takeRows })
        isWorking = false
        const changed = objects && (await firstChanged(client, objects))
        if (changed !== undefined) throw new SqlRefusedError(changed)
        await client.query(parts.isShared ? `${LEFT_BEHIND}; COMMIT` : 'COMMIT')
        return result
      } catch (error) {
        isWorking = false
        await client.query('ROLLBACK').catch(() => {})
        signal?.throwIfAborted()
        if (databaseErrorCode(error) === QUERY_CANCELED)
          throw new SqlTimeoutError(timeoutMs, { cause: error })
        throw error
      } finally {
        signal?.removeEventListener('abort', onAbort)
      }
    },
    close: () => parts.close(),
    [Symbol.asyncDispose]: () => parts.close(),
  }
}
