import type { CalendarDate, MetricTable } from 'insights-transform'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import { IDLE_LIMIT } from '../connection/own-transaction.ts'
import type { PoolSession } from '../connection/pool-session.ts'
import { storableIn } from '../connection/storable-characters.ts'
import { transact } from '../connection/transact.ts'
import { pastConflicts } from '../connection/transient-conflict.ts'
import type { HistoryMode, InsightsDatabase } from '../database.ts'
import { databaseErrorCode } from '../database-error-code.ts'
import { AccountNotFoundError } from '../errors.ts'
import type { Executor } from '../executor.ts'
import { makeChunksAhead } from '../hypertables/chunks-ahead.ts'
import { returnedRow } from '../returned-row.ts'
import { type StoreContext, tableIn } from '../store-context.ts'
import { lastOfEachKey } from './last-of-each-key.ts'
import { lateStatement } from './late-statement.ts'
import { type AnyMetricRow, columnsOf, type TableColumns } from './metric-columns.ts'
import { givenTables, type MetricRows } from './metric-rows.ts'
import type { RunStatement } from './run-statement.ts'
import { stageRows } from './staged-rows.ts'
import { type RowCounts, sumCounts, type UpsertCounts } from './upsert-counts.ts'
import { arraysOf, type GivenRows, type RowScope, upsertStatement } from './upsert-statement.ts'

/** Rows to upsert, whose they are, and when they were read. */
export interface UpsertInput extends MetricRows {
  accountId: string
  /** The day on which the rows were read: their `time`. Never taken from a clock. */
  scrapeDay: CalendarDate
  /** Write inside this transaction. @defaultValue a transaction of its own */
  tx?: Transaction<InsightsDatabase>
}

/** Above this many rows of one table, COPY and merge beats arrays on a server. */
const BULK_ROWS = 2_000
/** Rows of one table in one statement of arrays. */
const BATCH_ROWS = 5_000

const INSUFFICIENT_PRIVILEGE = '42501'

interface TableRows {
  columns: TableColumns
  rows: readonly AnyMetricRow[]
}

const tablesOf = ({ server }: Pick<StoreContext, 'server'>, given: MetricRows): TableRows[] => {
  const storable = storableIn(server.lossyEncoding)
  return givenTables(given).map(({ table, rows }) => {
    const columns = columnsOf(table)
    return { columns, rows: lastOfEachKey(rows, columns, storable) }
  })
}

/** The rows in as many batches as the longest table needs, each of them one statement. */
const batchesOf = (tables: readonly TableRows[]): TableRows[][] => {
  const longest = Math.max(0, ...tables.map(({ rows }) => rows.length))
  const starts = Array.from({ length: Math.ceil(longest / BATCH_ROWS) }, (_, index) => index * BATCH_ROWS)
  return starts.map((start) =>
    tables
      .map(({ columns, rows }) => ({ columns, rows: rows.slice(start, start + BATCH_ROWS) }))
      .filter(({ rows }) => rows.length > 0),
  )
}

type TableCounts = readonly [MetricTable, RowCounts]

/** Whose rows are written, and when they were read. */
interface WriteScope {
  accountId: string
  scrapeDay: CalendarDate
  /** Whether what is known may lack its rows. */
  rowsLost?: boolean
}

/** Where rows are written, and what of them. */
type WriteContext = Pick<StoreContext, 'schema' | 'history' | 'server'>

/** Whether a reading that says what was known gets a row: as this process is told, or else the database. */
const allRowsOf = (schema: string, history: HistoryMode | undefined): RawBuilder<boolean> =>
  history === undefined
    ? sql`(SELECT mode = 'all' FROM ${tableIn(schema, 'history_mode')})`
    : sql`${sql.lit(history === 'all')}::boolean`

const rowScope = (
  { schema, history }: WriteContext,
  { accountId, scrapeDay, rowsLost = false }: WriteScope,
): RowScope => ({
  accountId,
  scrapeDay,
  allRows: rowsLost ? sql`TRUE` : allRowsOf(schema, history),
  rowsLost,
})

/** Rows of at most one batch of each table, of which it is known how many there are. */
interface CountedRows extends GivenRows {
  count: number
}

const upsertGiven = async (
  run: RunStatement,
  schema: string,
  scope: RowScope,
  batch: readonly CountedRows[],
): Promise<TableCounts[]> => {
  const counts: TableCounts[] = []
  for (const written of await run(upsertStatement(schema, scope, batch))) {
    const rows = batch.find(({ columns }) => columns.table === written.table)
    if (rows === undefined) continue
    let { inserted, updated } = written
    if (written.late > 0) {
      const late = returnedRow(await run(lateStatement(schema, scope, rows)))
      inserted += late.inserted
      updated += late.updated
    }
    counts.push([written.table, { inserted, updated, unchanged: rows.count - inserted - updated }])
  }
  return counts
}

const upsertBatches = async (
  run: RunStatement,
  schema: string,
  scope: RowScope,
  batches: readonly TableRows[][],
): Promise<TableCounts[]> => {
  const counts: TableCounts[] = []
  for (const batch of batches) {
    const given = batch.map(({ columns, rows }) => ({
      columns,
      given: arraysOf(rows, columns),
      count: rows.length,
    }))
    counts.push(...(await upsertGiven(run, schema, scope, given)))
  }
  return counts
}

const runOn =
  (executor: Executor): RunStatement =>
  async (statement) =>
    (await statement.execute(executor)).rows

/**
 * Keeps others from writing rows of the account until the transaction ends: what is known of it is looked at first and
 * changed then. A commit keeps them away by its lease and by the account's row.
 *
 * @throws AccountNotFoundError
 */
const lockAccount = async (run: RunStatement, schema: string, accountId: string): Promise<void> => {
  const found = await run(sql`
    SELECT 1 FROM ${tableIn(schema, 'accounts')} WHERE account_id = ${accountId} FOR NO KEY UPDATE`)
  if (found.length === 0) throw new AccountNotFoundError(accountId)
}

/**
 * Upserts rows inside a transaction that has begun and that nobody else writes rows of the account beside. One round trip
 * for a listing's rows.
 */
export const upsertRows = async (
  tx: Transaction<InsightsDatabase>,
  context: WriteContext,
  scope: WriteScope,
  rows: MetricRows,
): Promise<UpsertCounts> => {
  const batches = batchesOf(tablesOf(context, rows))
  return sumCounts(await upsertBatches(runOn(tx), context.schema, rowScope(context, scope), batches))
}

/** A transaction on a session of the pool itself: COPY needs the driver, which kysely does not hand out. */
const upsertInBulk = async (
  openSession: () => Promise<PoolSession>,
  context: StoreContext,
  input: UpsertInput,
  tables: readonly TableRows[],
): Promise<TableCounts[]> => {
  const { schema } = context
  const { longQueryMs } = context.limits
  const session = await openSession()
  const storable = storableIn(context.server.lossyEncoding)
  const run: RunStatement = async (statement) => {
    const { sql: text, parameters } = statement.compile(context.db)
    const values = storable?.values(parameters) ?? [...parameters]
    const { rows } = await session.answer(session.client.query({ text, values }), longQueryMs)
    return rows
  }
  const say = (text: string): Promise<unknown> => session.answer(session.client.query(text), longQueryMs)
  const scope = rowScope(context, input)
  const counts: TableCounts[] = []
  let broken = false
  try {
    await say(`${session.beginning('ISOLATION LEVEL READ COMMITTED')}; ${IDLE_LIMIT}`)
    await lockAccount(run, schema, input.accountId)
    const small = tables.filter(({ rows }) => rows.length <= BULK_ROWS)
    counts.push(...(await upsertBatches(run, schema, scope, batchesOf(small))))
    for (const { columns, rows } of tables.filter((table) => table.rows.length > BULK_ROWS)) {
      const staged = await stageRows(session, run, context, columns, rows)
      counts.push(...(await upsertGiven(run, schema, scope, [{ ...staged, count: rows.length }])))
    }
    await say('COMMIT')
    return counts
  } catch (error) {
    await say('ROLLBACK').catch(() => {
      broken = true
    })
    throw error
  } finally {
    session.release(broken)
  }
}

/** Upserts any number of rows, all or none. */
export const upsert = async (context: StoreContext, input: UpsertInput): Promise<UpsertCounts> => {
  const { db, schema, connection } = context
  const { accountId, scrapeDay, tx } = input
  const tables = tablesOf(context, input)
  if (tables.length === 0) return sumCounts([])
  const inBatches = async (executor: Executor): Promise<TableCounts[]> => {
    await lockAccount(runOn(executor), schema, accountId)
    return await upsertBatches(runOn(executor), schema, rowScope(context, input), batchesOf(tables))
  }
  if (tx) return sumCounts(await inBatches(tx))
  await makeChunksAhead(
    context,
    accountId,
    scrapeDay,
    tables.map(({ columns }) => columns.table),
  )
  if (connection.kind === 'server' && tables.some(({ rows }) => rows.length > BULK_ROWS)) {
    try {
      return sumCounts(await pastConflicts(() => upsertInBulk(connection.session, context, input, tables)))
    } catch (error) {
      // A role that may not make temporary tables.
      if (databaseErrorCode(error) !== INSUFFICIENT_PRIVILEGE) throw error
    }
  }
  return sumCounts(await transact(db, inBatches))
}
