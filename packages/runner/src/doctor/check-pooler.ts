import type { Store } from 'insights-store-timescale'
import { broken, type Finding, fine } from './finding.ts'

const IN_SESSION_MODE = 'one in session mode: sessions are our own for as long as they last'
const IN_TRANSACTION_MODE =
  'one in transaction mode: each transaction sets what it needs, and workers look for jobs each second instead of being told'

/** Whether a pooler stands before the server, and in which mode. */
export async function* checkPooler(store: Store): AsyncGenerator<Finding> {
  const { pooler } = store.server
  if (pooler === 'transaction') {
    yield fine('pooler', IN_TRANSACTION_MODE)
    return
  }
  if ((await store.sharesSessions()) === true) {
    yield broken(
      'pooler',
      'database',
      'a pooler in transaction mode stands before the server and does not show itself: what is set for one session reaches another, and dates may be misread',
      'Set DATABASE_POOLER=transaction, or let DATABASE_URL name the server itself or a pool in session mode (PgBouncer: pool_mode = session; hosted: mostly port 5432 in place of 6543).',
    )
    return
  }
  if (pooler === 'session') yield fine('pooler', IN_SESSION_MODE)
}
