import type { ClientBase, Pool, PoolClient } from 'pg'
import { databaseErrorCode } from '../database-error-code.ts'
import { UnsupportedDatabaseError } from '../errors.ts'
import { answerInTime } from './answer-in-time.ts'

/**
 * What stands between a pool and the server. `none`: nothing that shows itself. `session`: a pooler that gives each of
 * our sessions one of the server's for as long as it lasts. `transaction`: one that gives it for a transaction, so that
 * settings, listening, temporary tables and locks of a session do not last.
 */
export type PoolerMode = 'none' | 'session' | 'transaction'

/** What is known of the pooler before a server, and what that means for the sessions of a pool. */
export class Pooling {
  /** Undefined until it was looked for. */
  mode: PoolerMode | undefined
  /** What a transaction is set to where a session's settings do not last, as one text; empty for a pool of somebody else's. */
  ofTransaction = ''
  /** Sets up a session of the pool that is its own; of somebody else's pool nothing is set. */
  setUp: (client: ClientBase) => Promise<void> = async () => {}

  constructor(mode?: PoolerMode) {
    this.mode = mode
  }

  /** Whether a session is our own for as long as it lasts: until that is known, nothing is set that could reach others. */
  get keepsSettings(): boolean {
    return this.mode === 'none' || this.mode === 'session'
  }

  /** The statement that begins a transaction, with all that it is set to. */
  beginning(begin: string): string {
    return this.mode === 'transaction' && this.ofTransaction !== ''
      ? `${begin}; ${this.ofTransaction}`
      : begin
  }
}

const PROCESS_ID = 'SELECT pg_catalog.pg_backend_pid() AS pid'

/** What PgBouncer says to a BEGIN in `pool_mode = statement`, and to much else. */
const PROTOCOL_VIOLATION = '08P01'

/**
 * Looks for a pooler. The server tells each session the number of its process as it begins, for cancelling; a pooler tells
 * one of its own, since that process may be another one later. Which mode it has, two sessions of it show.
 *
 * @param connect gives a session of the pool.
 * @throws UnsupportedDatabaseError for a pooler that lets no transaction through.
 */
export async function findPooler(
  pooling: Pooling,
  pool: Pool,
  connect: () => Promise<PoolClient>,
  withinMs: number,
): Promise<PoolerMode> {
  if (pooling.mode !== undefined) return pooling.mode
  const first = await connect()
  const broken = watch(first)
  const own: PoolClient[] = [first]
  try {
    const told = toldProcess(first)
    if (told === null || told === (await processOf(first, withinMs))) pooling.mode = 'none'
    else if ((pool.options.max ?? 10) < 2) pooling.mode = 'transaction'
    else {
      const second = await connect()
      own.push(second)
      pooling.mode = (await sharesProcess(first, second, withinMs)) ? 'transaction' : 'session'
    }
    if (pooling.keepsSettings) for (const client of own) await pooling.setUp(client)
    return pooling.mode
  } catch (error) {
    broken.error ??= error instanceof Error ? error : new Error(String(error))
    throw error
  } finally {
    broken.unwatch()
    for (const client of own) client.release(broken.error !== undefined)
  }
}

/**
 * Whether two sessions of ours share one of the server's. The first asks which process serves it, the second begins a
 * transaction, which keeps a process to itself, and the first asks again: where both are the server's own sessions, none
 * of the numbers changes or is the same.
 */
async function sharesProcess(first: PoolClient, second: PoolClient, withinMs: number): Promise<boolean> {
  const broken = watch(second)
  try {
    const before = await processOf(first, withinMs)
    await ask(second, 'BEGIN', withinMs).catch((error: unknown) => {
      if (databaseErrorCode(error) !== PROTOCOL_VIOLATION) throw error
      throw new UnsupportedDatabaseError(
        'statement_pooler',
        'A pooler in statement mode stands before the database, and lets no transaction through. Set it to ' +
          'pool_mode = transaction or session, or connect to the server itself.',
        { cause: error },
      )
    })
    const isShared =
      (await processOf(second, withinMs)) === before || (await processOf(first, withinMs)) !== before
    await ask(second, 'ROLLBACK', withinMs)
    return isShared
  } finally {
    broken.unwatch()
  }
}

/** Without a listener, a session that is cut off between two statements would end the process. */
function watch(client: PoolClient): { error?: Error; unwatch(): void } {
  const watched: { error?: Error; unwatch(): void } = { unwatch: () => client.off('error', onError) }
  const onError = (error: Error): void => void (watched.error ??= error)
  client.on('error', onError)
  return watched
}

/** What the session was told when it began; null where it was told nothing. */
function toldProcess(client: PoolClient): number | null {
  // The driver's types leave it out.
  return 'processID' in client && typeof client.processID === 'number' ? client.processID : null
}

const ask = (client: PoolClient, text: string, withinMs: number) =>
  answerInTime(client.query<{ pid: number }>(text), withinMs, () => {})

async function processOf(client: PoolClient, withinMs: number): Promise<number | undefined> {
  return (await ask(client, PROCESS_ID, withinMs)).rows[0]?.pid
}
