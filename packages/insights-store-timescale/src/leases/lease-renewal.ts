import { performance } from 'node:perf_hooks'
import type { Logger } from 'insights-transform'
import { DatabaseTimeoutError, type LeaseLostError } from '../errors.ts'
import { type LeaseToken, leaseLost } from './fence.ts'

interface RenewalOptions {
  lease: LeaseToken
  ttlMs: number
  renewMs: number
  /** Extends the lease in the database; or tells how it was lost. */
  renew: () => Promise<LeaseLostError | undefined>
  /** When the lease was asked for, on `performance.now()`'s clock. */
  heldSince: number
  logger: Logger
}

/** A lease being kept alive. */
interface Renewal {
  /** Aborted with a `LeaseLostError` once the lease can no longer be counted on. */
  readonly signal: AbortSignal
  stop(): void
}

/** After a failed renewal the next one does not wait out the whole interval: the TTL is running. */
const RETRY_MS = 500

/**
 * Renews a lease every `renewMs` on an unreferenced timer until stopped. Failing renewals are tried again,
 * so that an outage shorter than the TTL goes unnoticed. The TTL is counted from when the last successful
 * renewal was sent, hence never later than the database counts it.
 */
export const keepRenewing = (options: RenewalOptions): Renewal => {
  const { lease, ttlMs, renewMs, renew, logger } = options
  const controller = new AbortController()
  let stopped = false
  let next: NodeJS.Timeout | undefined
  let expiry: NodeJS.Timeout | undefined
  let lastFailure: unknown
  let heldSince = 0
  /** Attempts that are not answered yet. */
  let underWay = 0

  const stop = (): void => {
    stopped = true
    clearTimeout(next)
    clearTimeout(expiry)
  }
  const lose = (loss: LeaseLostError): void => {
    if (stopped) return
    stop()
    controller.abort(loss)
  }
  const expire = (): void => {
    // Nobody took it where the database just does not answer.
    const silence = underWay > 0 ? new DatabaseTimeoutError(ttlMs) : undefined
    lose(leaseLost(lease, lastFailure ?? silence))
  }
  const holdFrom = (sentAt: number): void => {
    // An attempt that hung may be answered after a later one.
    heldSince = Math.max(heldSince, sentAt)
    clearTimeout(expiry)
    expiry = setTimeout(expire, Math.max(0, heldSince + ttlMs - performance.now())).unref()
  }
  const renewIn = (delayMs: number): void => {
    clearTimeout(next)
    next = setTimeout(() => void attempt(), delayMs).unref()
  }
  const attempt = async (): Promise<void> => {
    const sentAt = performance.now()
    // Should this attempt hang on a dead connection, another one starts beside it.
    renewIn(renewMs)
    underWay += 1
    try {
      const loss = await renew()
      if (stopped) return
      if (loss) return lose(loss)
      lastFailure = undefined
      holdFrom(sentAt)
    } catch (error) {
      if (stopped) return
      lastFailure = error
      logger.warn('A lease could not be renewed; trying again.', { accountId: lease.accountId })
      renewIn(Math.min(RETRY_MS, renewMs))
    } finally {
      underWay -= 1
    }
  }

  holdFrom(options.heldSince)
  renewIn(renewMs)
  return { signal: controller.signal, stop }
}
