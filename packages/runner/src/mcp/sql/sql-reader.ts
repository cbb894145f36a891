import { isDatabaseAway, type Store, VIEW_DESCRIPTIONS } from 'insights-store-timescale'
import { METRIC_TABLE_NAMES } from 'insights-transform'
import pLimit from 'p-limit'
import { ToolRefusal } from '../tool-refusal.ts'
import { FolderSql } from './folder-sql.ts'
import type { ThreadAnswer } from './folder-sql-thread.ts'
import type { QueryLimits } from './guarded-query.ts'
import { queryServer } from './server-sql.ts'

/** A query of a caller. */
interface SqlQuestion {
  readonly statement: string
  /** Rows wanted at most. */
  readonly limit: number
}

/** What a query gave. */
interface SqlAnswer {
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  /** Whether there are more. */
  readonly truncated: boolean
}

/** Answers queries that only read. */
export interface SqlReader {
  /**
   * Runs one query in a transaction that only reads, for a few seconds at most.
   *
   * @throws ToolRefusal for what is no query, names what is not given out, fails or takes too long.
   */
  read(store: Store, question: SqlQuestion): Promise<SqlAnswer>
  /** Ends what is left of earlier queries. */
  close(): Promise<void>
}

/** How long a query may take. */
export const SQL_SECONDS = 10

/** No assistant reads more; a character takes up to four. */
const SQL_BYTES = 4_000_000

/** The tables that queries may read; views of the schema on them as well. */
export const SQL_TABLES: readonly string[] = [
  ...METRIC_TABLE_NAMES,
  ...METRIC_TABLE_NAMES.map((table) => `${table}_current`),
  'listings',
  'stored_weeks',
  'confirmations',
  'sync_runs',
  'sync_run_listings',
  'account_metrics',
]

/** What is made for people: views first, then functions. An assistant does best to begin with these. */
export const SQL_VIEWS: readonly string[] = [
  ...VIEW_DESCRIPTIONS.map(({ name }) => name),
  ...METRIC_TABLE_NAMES.map((table) => `${table}_latest`),
  'metric_values',
  ...METRIC_TABLE_NAMES.map((table) => `${table}_as_of(day)`),
]

/** Queries at a time: what an assistant asks must not keep a sync from the database. */
const AT_A_TIME = 2
/** Callers that wait: one more is better told than kept. */
const WAITING = 8

/** A reader of queries, which is to be closed. @param folder that of the embedded database; undefined where it has none. */
export function createSqlReader(folder: string | undefined): SqlReader {
  const onCopy = folder === undefined ? undefined : new FolderSql(folder)
  const some = pLimit(AT_A_TIME)
  // One copy, one thread.
  const one = pLimit(1)
  const ask = async (
    store: Store,
    statement: string,
    limits: QueryLimits,
  ): Promise<ThreadAnswer | undefined> => {
    if (store.server.kind === 'server') return await some(() => onServer(store, statement, limits))
    if (onCopy === undefined) {
      return {
        refusal: 'Queries on this embedded database are not offered; the other tools have its numbers.',
      }
    }
    return await one(() => onCopy.query(store, { statement, limits }))
  }
  return {
    async read(store, { statement, limit }) {
      if (some.pendingCount + one.pendingCount >= WAITING)
        throw new ToolRefusal('Too many queries are waiting. Try again in a moment.')
      const limits = {
        schema: store.schema,
        tables: SQL_TABLES,
        rows: limit,
        bytes: SQL_BYTES,
        seconds: SQL_SECONDS,
      }
      const answer = await ask(store, statement, limits)
      if (answer === undefined) {
        throw new ToolRefusal(
          `The query took longer than ${String(SQL_SECONDS)} seconds and was ended. Ask for fewer rows: name account_id and a range of days.`,
        )
      }
      if ('refusal' in answer) throw new ToolRefusal(answer.refusal)
      if ('error' in answer) throw new ToolRefusal(`The database refuses the query: ${answer.error}`)
      const { rows } = answer
      return { rows: rows.slice(0, limit), truncated: rows.length > limit }
    },
    close: async () => await onCopy?.close(),
  }
}

async function onServer(
  store: Store,
  statement: string,
  limits: QueryLimits,
): Promise<ThreadAnswer | undefined> {
  try {
    return await queryServer(store, statement, limits)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (code === '57014') return undefined
    if (!isSqlState(code) || isDatabaseAway(error) || !(error instanceof Error)) throw error
    return { error: error.message }
  }
}

/** PostgreSQL's codes have five characters. */
const isSqlState = (code: string): boolean => /^[0-9A-Z]{5}$/.test(code)
