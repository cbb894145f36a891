import { type RawBuilder, sql } from 'kysely'
import { RETRY_POLICY } from './runs/retry-policy.ts'
import { statusDecides } from './runs/status-condition.ts'
import { tableIn } from './store-context.ts'

const STATUS = sql.ref('run.status')
const isOpen = statusDecides(STATUS, 'request', 'join')

/** The same as the partial index that these few runs are found by. */
const isPending = sql<boolean>`(${isOpen} OR run.next_attempt_at IS NOT NULL)`

/** Somebody holds the lease of the run's account. */
export const isCarriedOut = sql<boolean>`
  (run.status = 'running' AND coalesce(lease.expires_at > clock_timestamp(), FALSE))`

/** Since when, or from when on, a pending run is due: one whose holder has died, since its lease ran out. */
export const dueSince = sql<Date>`
  (CASE run.status WHEN 'running' THEN coalesce(lease.expires_at, run.started_at, run.created_at)
    ELSE coalesce(run.next_attempt_at, run.created_at) END)`

/** Somebody should start or continue the run now. */
export const isDue = sql<boolean>`(NOT ${isCarriedOut} AND ${dueSince} <= clock_timestamp())`

/**
 * Runs that somebody carries out, or has to start or continue at some time, joined with their account and its lease.
 * Nobody starts with a session that has expired, for an account that was removed, or by schedule for a disabled one;
 * what has spent its retries is given up; and a run that a newer one has followed is left, for that has asked for what
 * the older one lacks.
 *
 * @param today - the current UTC day: what failed on an earlier one is not tried again.
 */
export const pendingRuns = (schema: string, today: RawBuilder<unknown>): RawBuilder<unknown> => {
  const runs = tableIn(schema, 'sync_runs')
  return sql`
    ${runs} AS run
    JOIN ${tableIn(schema, 'accounts')} AS account ON account.account_id = run.account_id
    LEFT JOIN ${tableIn(schema, 'account_leases')} AS lease ON lease.account_id = run.account_id
    WHERE ${isPending} AND ${statusDecides(STATUS, 'come_due', 'send', 'send_on_its_day')} AND (${isCarriedOut} OR (
      account.deleted_at IS NULL AND account.credential_status <> 'expired'
      AND (account.is_active OR run.trigger = 'manual')
      AND (${isOpen} OR (
        (${statusDecides(STATUS, 'come_due', 'send')} OR run.scrape_day = ${today}::date)
        AND (NOT ${statusDecides(STATUS, 'take_up', 'try_again')} OR run.retries < ${sql.lit(RETRY_POLICY.maxRetries)})
        AND NOT EXISTS (
          SELECT FROM ${runs} AS newer WHERE newer.account_id = run.account_id
            AND (newer.created_at, newer.run_id) > (run.created_at, run.run_id))))))`
}
