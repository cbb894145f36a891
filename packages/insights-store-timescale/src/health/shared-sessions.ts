import type { StoreContext } from '../store-context.ts'

const PROCESS_ID = 'SELECT pg_backend_pid() AS pid'

/**
 * Whether a pooler in transaction mode stands before the server: two sessions of ours are then served by one of the
 * server's, or one of ours by several. Null where that cannot be told: embedded, or a pool of a single session.
 *
 * One session asks which process serves it, a second one begins a transaction, which keeps a process to itself, and
 * the first asks again. Where both are the server's own sessions, none of the numbers changes or is the same.
 */
export async function sharesSessions({ connection }: StoreContext): Promise<boolean | null> {
  if (connection.kind === 'embedded') return null
  const { pool } = connection
  if ((pool.options.max ?? 10) < 2) return null
  const first = await pool.connect()
  try {
    const before = await processOf(first)
    const second = await pool.connect()
    try {
      await second.query('BEGIN')
      if ((await processOf(second)) === before) return true
      return (await processOf(first)) !== before
    } finally {
      await second.query('ROLLBACK').catch(() => {})
      second.release()
    }
  } finally {
    first.release()
  }
}

async function processOf(session: { query(text: string): Promise<{ rows: { pid: number }[] }> }) {
  const { rows } = await session.query(PROCESS_ID)
  return rows[0]?.pid
}
