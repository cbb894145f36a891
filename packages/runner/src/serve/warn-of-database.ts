import type { Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'

/** What is wrong with a pooler that the store does not know of. */
export const HIDDEN_POOLER =
  'a pooler in transaction mode stands before the database that does not show itself: set DATABASE_POOLER=transaction, or let DATABASE_URL name the server itself or a pool in session mode'

/** What a worker does where it cannot listen. */
const LOOKS_FOR_JOBS = 'workers look for jobs each second, since nothing can tell them of a new one'

/**
 * Logs what a service can work with and should not have to: `doctor` says the same, with what to do.
 *
 * @param unheard - what it does where it cannot listen
 */
export async function warnOfDatabase(store: Store, logger: Logger, unheard = LOOKS_FOR_JOBS): Promise<void> {
  const { lossyEncoding, pooler } = store.server
  if (lossyEncoding !== null) {
    logger.warn('the database lacks characters: in names they are stored as "?"', { encoding: lossyEncoding })
  }
  if (pooler === 'transaction') {
    logger.info(`a pooler in transaction mode stands before the database: ${unheard}`)
    return
  }
  // A database that is away tells so itself.
  const shared = await store.sharesSessions().catch(() => null)
  if (shared === true) logger.warn(HIDDEN_POOLER)
}
