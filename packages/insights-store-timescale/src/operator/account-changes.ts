import { setTimeout as delay } from 'node:timers/promises'
import type { PoolSession } from '../connection/pool-session.ts'
import type { StoreContext } from '../store-context.ts'

/** Where the database says that an account is another one now; which, and of which schema, is in the message. */
export const ACCOUNT_CHANGES_CHANNEL = 'airbnb_insights_accounts'

/** How to listen. */
export interface AccountChangesOptions {
  /** Ends it. */
  readonly signal: AbortSignal
  /** Is told of each account that has changed, and null where any may have: as it begins, and after an outage. */
  readonly onChange: (accountId: string | null) => void
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

/**
 * Says which accounts change, until told to stop: made, removed, switched on or off, given another name or other
 * credentials, or their session judged. It holds one session of the pool, and another one where that is lost.
 */
export async function listenForAccountChanges(
  { connection, server, schema, limits, logger }: StoreContext,
  { signal, onChange }: AccountChangesOptions,
): Promise<void> {
  // What a pooler in transaction mode hands out is the next one's after a statement, listening and all.
  if (connection.kind === 'embedded' || server.pooler === 'transaction') return
  let pauseMs = FIRST_PAUSE_MS
  while (!signal.aborted) {
    let session: PoolSession | undefined
    try {
      session = await connection.session()
      const lost = lossOf(session, signal)
      session.client.on('notification', ({ channel, payload }) => {
        if (channel !== ACCOUNT_CHANGES_CHANNEL) return
        const accountId = accountIn(payload ?? '', schema)
        if (accountId !== undefined) onChange(accountId)
      })
      await session.answer(session.client.query(`LISTEN ${ACCOUNT_CHANGES_CHANNEL}`), limits.leaseMs)
      pauseMs = FIRST_PAUSE_MS
      onChange(null)
      await lost
    } catch (error) {
      if (!signal.aborted)
        logger.debug('Nobody listens for changed accounts now; it is tried again.', { error })
    } finally {
      // Not given back: its next user would hear what is none of his.
      session?.release(true)
    }
    await delay(pauseMs, undefined, { signal }).catch(() => {})
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
  }
}

/** Resolves once the session is no more, or nobody wants it any longer. */
function lossOf({ client }: PoolSession, signal: AbortSignal): Promise<void> {
  const lost = Promise.withResolvers<void>()
  const end = (): void => lost.resolve()
  client.once('error', end)
  client.once('end', end)
  signal.addEventListener('abort', end, { once: true })
  return lost.promise.finally(() => {
    client.off('error', end)
    client.off('end', end)
    client.removeAllListeners('notification')
    signal.removeEventListener('abort', end)
  })
}

/** The account that a message is about; undefined where it is of another schema, or somebody else's. */
function accountIn(payload: string, schema: string): string | undefined {
  try {
    const told: { schema?: unknown; account_id?: unknown } = JSON.parse(payload)
    return told.schema === schema && typeof told.account_id === 'string' ? told.account_id : undefined
  } catch {
    return undefined
  }
}
