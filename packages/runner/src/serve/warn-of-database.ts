import type { Store } from 'insights-store-timescale'
import type { Logger } from 'insights-transform'

/** Logs what a service can work with and should not have to: `doctor` says the same, with what to do. */
export async function warnOfDatabase(store: Store, logger: Logger): Promise<void> {
  const { lossyEncoding } = store.server
  if (lossyEncoding !== null) {
    logger.warn('the database lacks characters: in names they are stored as "?"', { encoding: lossyEncoding })
  }
  // A database that is away tells so itself.
  const shared = await store.sharesSessions().catch(() => null)
  if (shared === true) {
    logger.warn(
      'a pooler in transaction mode stands before the database: let DATABASE_URL name the server itself, or a pool in session mode',
    )
  }
}
