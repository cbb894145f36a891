import type { Logger } from 'insights-transform'
import { isIdle } from '../sync/sync-outcome.ts'
import type { OnSyncProgress } from '../sync/sync-progress.ts'

/** Writes a line for each run that begins and ends, for each listing that fails, and for what should be known. */
export function logRuns(logger: Logger): OnSyncProgress {
  return (progress) => {
    const { accountId } = progress
    switch (progress.type) {
      case 'run_started':
        logger.info(progress.resumed ? 'a run goes on' : 'a run begins', { accountId, runId: progress.runId })
        break
      case 'waiting':
        logger.info('somebody else holds the account', { accountId, holder: progress.holder })
        break
      case 'note':
        logger.warn(progress.message, { accountId, code: progress.code })
        break
      case 'listing_finished': {
        if (progress.error === null) break
        const { code, message } = progress.error
        logger.warn('a listing failed', {
          accountId,
          listingId: progress.listing.listingId,
          code,
          reason: message,
        })
        break
      }
      case 'pause_started': {
        const { network, site, reason, nextProbeAt } = progress.pause
        const alone = progress.pause.accountId !== null
        logger.warn(
          alone
            ? 'one account alone meets something in between: it rests, no session was judged'
            : 'something in between answers for Airbnb: nobody of this network asks, no session was judged',
          { accountId, network, site, reason, nextProbeAt },
        )
        break
      }
      case 'pause_ended': {
        const { network, site, reason, since } = progress.pause
        logger.info('Airbnb answers again: syncing goes on', { accountId, network, site, reason, since })
        break
      }
      case 'run_finished': {
        const { status, run, error, retryAt } = progress.outcome
        const fields = {
          accountId,
          status,
          ...(run && { runId: run.runId, listings: run.listingsSucceeded, requests: run.requestsDone }),
          ...(error && { code: error.code, reason: error.message }),
          ...(retryAt && { retryAt }),
        }
        const well = status === 'succeeded' || status === 'queued' || status === 'cancelled' || isIdle(status)
        // The pause was told once, and a probe each minute is not worth a warning.
        if (status === 'blocked' || status === 'paused') logger.debug('a run has ended', fields)
        else if (well) logger.info('a run has ended', fields)
        else logger.warn('a run has ended', fields)
        break
      }
      default:
    }
  }
}
