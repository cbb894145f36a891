import type { SqlSession } from 'insights-store-timescale'
import { formatQuantity } from '../output/format.ts'
import { rowPrinter } from './print-rows.ts'
import { asSqlFailure } from './sql-failure.ts'
import type { SqlInvocation, SqlRequest } from './sql-request.ts'

/** Statements that only mean something together with others. */
const OF_TRANSACTIONS: ReadonlySet<string> = new Set([
  'BEGIN',
  'START',
  'COMMIT',
  'ROLLBACK',
  'SAVEPOINT',
  'RELEASE',
])

/** Runs one statement and prints what comes of it; gives false where nobody reads that any more. */
export async function runStatement(
  session: SqlSession,
  statement: string,
  { format, limit }: Pick<SqlRequest, 'format' | 'limit'>,
  invocation: Pick<SqlInvocation, 'output' | 'context'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { output } = invocation
  const printer = rowPrinter(format, invocation)
  let hasColumns = false
  let printed = 0
  let isRead = true
  try {
    const { command, rowCount, isCut } = await session.run(statement, {
      signal,
      ...(limit !== undefined && { limit }),
      take: async (rows, columns) => {
        hasColumns = true
        printed += rows.length
        isRead = await printer.take(rows, columns)
        return isRead
      },
    })
    if (!isRead) return false
    if (hasColumns || format === 'json') await printer.end()
    if (isCut) {
      output.remark(
        `There is more: only the first ${formatQuantity(printed, 'row')} were printed. --limit <n> prints more${format === 'table' ? ', --format csv all of them' : ''}.`,
      )
    } else if (hasColumns && format === 'table') output.remark(`(${formatQuantity(printed, 'row')})`)
    else if (!hasColumns && command !== null) {
      output.remark(rowCount === null ? command : `${command}: ${formatQuantity(rowCount, 'row')}`)
    }
    if (command !== null && OF_TRANSACTIONS.has(command)) {
      output.warn('Each statement is a transaction of its own: this one had no effect.')
    }
    return true
  } catch (error) {
    throw asSqlFailure(error, statement)
  }
}
