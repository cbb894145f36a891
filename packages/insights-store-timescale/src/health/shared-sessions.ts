import type { PoolSession } from '../connection/pool-session.ts'
import type { StoreContext } from '../store-context.ts'

const PROCESS_ID = 'SELECT pg_backend_pid() AS pid'

/**
 * Whether a pooler in transaction mode stands before the server: two sessions of ours are then served by one of the
 * server's, or one of ours by several. Null where that cannot be told: embedded, or a pool of a single session.
 *
 * One session asks which process serves it, a second one begins a transaction, which keeps a process to itself, and
 * the first asks again. Where both are the server's own sessions, none of the numbers changes or is the same.
 */
export async function sharesSessions({ connection, limits }: StoreContext): Promise<boolean | null> {
  if (connection.kind === 'embedded') return null
  const { pool, session } = connection
  if ((pool.options.max ?? 10) < 2) return null
  const ask = (of: PoolSession, text: string) =>
    of.answer(of.client.query<{ pid: number }>(text), limits.queryMs)
  const processOf = async (of: PoolSession) => (await ask(of, PROCESS_ID)).rows[0]?.pid
  const first = await session()
  try {
    const before = await processOf(first)
    const second = await session()
    try {
      await ask(second, 'BEGIN')
      if ((await processOf(second)) === before) return true
      return (await processOf(first)) !== before
    } finally {
      await ask(second, 'ROLLBACK').catch(() => {})
      second.release()
    }
  } finally {
    first.release()
  }
}
