import type { MetricColumn } from 'insights-transform'
import type { RawBuilder } from 'kysely'
import { to as copyTo } from 'pg-copy-streams'
import type { PoolSession } from '../connection/pool-session.ts'
import type { StoreContext } from '../store-context.ts'
import { copiedRows } from './copied-rows.ts'
import { copyStatement } from './copy-statement.ts'

/**
 * The rows of a query in batches. The server sends as fast as they are taken, all of one snapshot: that with which its
 * statement began.
 *
 * @param columns of its rows, in their order.
 */
export async function* streamFromServer<Row>(
  { db, limits }: Pick<StoreContext, 'db' | 'limits'>,
  openSession: () => Promise<PoolSession>,
  query: RawBuilder<Row>,
  columns: readonly MetricColumn[],
  signal: AbortSignal | undefined,
): AsyncGenerator<readonly Row[]> {
  signal?.throwIfAborted()
  const statement = copyStatement(query.compile(db))
  const session = await openSession()
  const { client } = session
  const { longQueryMs } = limits
  let finished = false
  // Ending the session ends whatever it waits for.
  const onAbort = (): void => session.release(true)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    // Whoever reads may be slow: what they take is not the statement's time.
    await session.answer(
      client.query(`${session.beginning('READ ONLY')}; SET LOCAL statement_timeout = 0`),
      longQueryMs,
    )
    const copy = client.query(copyTo(statement))
    // What is left in the middle may fail when nobody reads it any more.
    copy.on('error', () => {})
    const batches = copiedRows(copy, columns)
    for (;;) {
      const { done, value: rows } = await session.answer(batches.next(), longQueryMs)
      if (done === true) break
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion
      yield rows as unknown as readonly Row[]
    }
    await session.answer(client.query('COMMIT'), longQueryMs)
    finished = true
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  } finally {
    signal?.removeEventListener('abort', onAbort)
    // A session whose COPY was left in the middle takes no other statement, and one that has failed may not.
    session.release(!finished)
  }
}
