import type { CalendarDate, MetricTable } from 'insights-transform'
import type { Transaction } from 'kysely'
import type { PoolSession } from '../connection/pg-pool.ts'
import { storableIn } from '../connection/storable-characters.ts'
import { transact } from '../connection/transact.ts'
import { pastConflicts } from '../connection/transient-conflict.ts'
import type { InsightsDatabase } from '../database.ts'
import { databaseErrorCode, FOREIGN_KEY_VIOLATION } from '../database-error-code.ts'
import { AccountNotFoundError } from '../errors.ts'
import type { Executor } from '../executor.ts'
import { makeChunksAhead } from '../hypertables/chunks-ahead.ts'
import type { StoreContext } from '../store-context.ts'
import { bulkUpsert, type RunStatement } from './bulk-upsert.ts'
import { lastOfEachKey } from './last-of-each-key.ts'
import { type AnyMetricRow, columnsOf, type MetricRowInput, type TableColumns } from './metric-columns.ts'
import { type RowCounts, sumCounts, type UpsertCounts } from './upsert-counts.ts'
import { type RowScope, upsertStatement } from './upsert-statement.ts'

/** Rows of any of the three tables; a row of `insights-transform` fits as it is. */
export interface MetricRows {
  chartQuery?: readonly MetricRowInput<'chart_query'>[]
  chartSummary?: readonly MetricRowInput<'chart_summary'>[]
  listOfMetrics?: readonly MetricRowInput<'list_of_metrics'>[]
}

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

const rowsOf = (table: MetricTable, rows: readonly AnyMetricRow[] = []): TableRows => {
  const columns = columnsOf(table)
  return { columns, rows: lastOfEachKey(rows, columns.day) }
}

const tablesOf = ({ chartQuery, chartSummary, listOfMetrics }: MetricRows): TableRows[] =>
  [
    rowsOf('chart_query', chartQuery),
    rowsOf('chart_summary', chartSummary),
    rowsOf('list_of_metrics', listOfMetrics),
  ].filter(({ rows }) => rows.length > 0)

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

const upsertBatches = async (
  run: RunStatement,
  schema: string,
  scope: RowScope,
  batches: readonly TableRows[][],
): Promise<TableCounts[]> => {
  const counts: TableCounts[] = []
  for (const batch of batches) {
    for (const { table, inserted, updated } of await run(upsertStatement(schema, scope, batch))) {
      const given = batch.find(({ columns }) => columns.table === table)?.rows.length ?? 0
      counts.push([table, { inserted, updated, unchanged: given - inserted - updated }])
    }
  }
  return counts
}

const runOn =
  (executor: Executor): RunStatement =>
  async (statement) =>
    (await statement.execute(executor)).rows

/** Upserts rows inside a transaction that has begun. One round trip for a listing's rows. */
export const upsertRows = async (
  tx: Transaction<InsightsDatabase>,
  schema: string,
  scope: RowScope,
  rows: MetricRows,
): Promise<UpsertCounts> =>
  sumCounts(await upsertBatches(runOn(tx), schema, scope, batchesOf(tablesOf(rows))))

/** A transaction on a session of the pool itself: COPY needs the driver, which kysely does not hand out. */
const upsertInBulk = async (
  openSession: () => Promise<PoolSession>,
  context: StoreContext,
  scope: RowScope,
  tables: readonly TableRows[],
): Promise<TableCounts[]> => {
  const { longQueryMs } = context.limits
  const session = await openSession()
  const storable = storableIn(context.server.lossyEncoding)
  const run: RunStatement = async (statement) => {
    const { sql, parameters } = statement.compile(context.db)
    const values = storable?.values(parameters) ?? [...parameters]
    const { rows } = await session.answer(session.client.query({ text: sql, values }), longQueryMs)
    return rows
  }
  const say = (text: string): Promise<unknown> => session.answer(session.client.query(text), longQueryMs)
  const counts: TableCounts[] = []
  let broken = false
  try {
    await say('BEGIN ISOLATION LEVEL READ COMMITTED')
    const small = tables.filter(({ rows }) => rows.length <= BULK_ROWS)
    counts.push(...(await upsertBatches(run, context.schema, scope, batchesOf(small))))
    for (const { columns, rows } of tables.filter((table) => table.rows.length > BULK_ROWS)) {
      counts.push([columns.table, await bulkUpsert(session, run, context, scope, columns, rows)])
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
  const tables = tablesOf(input)
  const inBatches = async (executor: Executor): Promise<TableCounts[]> =>
    upsertBatches(runOn(executor), schema, input, batchesOf(tables))

  const write = async (): Promise<TableCounts[]> => {
    if (input.tx) return inBatches(input.tx)
    if (tables.length > 0) await makeChunksAhead(context, input.accountId, input.scrapeDay)
    const bulk = connection.kind === 'server' && tables.some(({ rows }) => rows.length > BULK_ROWS)
    if (bulk) {
      try {
        return await pastConflicts(() => upsertInBulk(connection.session, context, input, tables))
      } catch (error) {
        // A role that may not make temporary tables.
        if (databaseErrorCode(error) !== INSUFFICIENT_PRIVILEGE) throw error
      }
    }
    return batchesOf(tables).length <= 1 ? inBatches(db) : transact(db, inBatches)
  }

  try {
    return sumCounts(await write())
  } catch (error) {
    if (databaseErrorCode(error) === FOREIGN_KEY_VIOLATION) throw new AccountNotFoundError(input.accountId)
    throw error
  }
}
