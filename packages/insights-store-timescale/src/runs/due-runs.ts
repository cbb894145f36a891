import type { CalendarDate } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { type StoreContext, tableIn } from '../store-context.ts'
import { RETRY_POLICY } from './retry-policy.ts'
import { statusDecides } from './status-condition.ts'

/** Which due runs to look for. */
export interface DueQuery {
  /** The current UTC day: what failed on an earlier one is not tried again. */
  today: CalendarDate
  /** Only those of this account. @defaultValue those of all */
  accountId?: string
  /** At most so many, those that are due longest first. */
  limit: number
}

/** A run that somebody should start or continue now. */
export interface DueRun {
  runId: string
  accountId: string
}

/** How much is to be done. */
export interface RunBacklog {
  /** Runs that are due and that nobody carries out. */
  queued: number
  /** Runs that somebody carries out. */
  active: number
  /** Runs that will be due later: after a rate limit, or to be tried again. */
  waiting: number
  /** For how long the oldest due run has been so, in seconds; null where none is. */
  oldestDueSeconds: number | null
}

const STATUS = sql.ref('run.status')
const isOpen = statusDecides(STATUS, 'request', 'join')

/** The same as the partial index that these few runs are found by. */
const isPending = sql<boolean>`(${isOpen} OR run.next_attempt_at IS NOT NULL)`

const isCarriedOut = sql<boolean>`
  (run.status = 'running' AND coalesce(lease.expires_at > clock_timestamp(), FALSE))`

/** Since when, or from when on, a pending run is due: one whose holder has died, since its lease ran out. */
const dueSince = sql<Date>`
  (CASE run.status WHEN 'running' THEN coalesce(lease.expires_at, run.started_at, run.created_at)
    ELSE coalesce(run.next_attempt_at, run.created_at) END)`

const isDue = sql<boolean>`(NOT ${isCarriedOut} AND ${dueSince} <= clock_timestamp())`

/**
 * Runs that somebody carries out, or has to start or continue at some time, joined with their account and its lease.
 * Nobody starts with a session that has expired, for an account that was removed, or by schedule for a disabled one;
 * what has spent its retries is given up; and a run that a newer one has followed is left, for that has asked for what
 * the older one lacks.
 */
const pendingRuns = (schema: string, today: CalendarDate): RawBuilder<unknown> => {
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
        AND (NOT ${statusDecides(STATUS, 'take_up', 'try_again')} OR run.retries < ${RETRY_POLICY.maxRetries}::int)
        AND NOT EXISTS (
          SELECT FROM ${runs} AS newer WHERE newer.account_id = run.account_id
            AND (newer.created_at, newer.run_id) > (run.created_at, run.run_id))))))`
}

/** Runs to be carried out now: those whose time has come, and those whose holder has died. */
export const dueRuns = async ({ db, schema }: StoreContext, query: DueQuery): Promise<DueRun[]> => {
  const { today, accountId = null, limit } = query
  const { rows } = await sql<{ run_id: string; account_id: string }>`
    SELECT run.run_id, run.account_id FROM ${pendingRuns(schema, today)} AND ${isDue}
      AND (${accountId}::varchar IS NULL OR run.account_id = ${accountId}::varchar)
    ORDER BY ${dueSince}, run.run_id LIMIT ${limit}::bigint`.execute(db)
  return rows.map((row) => ({ runId: row.run_id, accountId: row.account_id }))
}

export const readBacklog = async (
  { db, schema }: StoreContext,
  { today }: Pick<DueQuery, 'today'>,
): Promise<RunBacklog> => {
  const { rows } = await sql<{ queued: number; active: number; waiting: number; oldest: number | null }>`
    SELECT
      count(*) FILTER (WHERE due)::int AS queued,
      count(*) FILTER (WHERE active)::int AS active,
      count(*) FILTER (WHERE NOT due AND NOT active)::int AS waiting,
      extract(epoch FROM clock_timestamp() - min(since) FILTER (WHERE due))::float8 AS oldest
    FROM (
      SELECT ${isDue} AS due, ${isCarriedOut} AS active, ${dueSince} AS since
      FROM ${pendingRuns(schema, today)}
    ) AS pending`.execute(db)
  const [row] = rows
  return {
    queued: row?.queued ?? 0,
    active: row?.active ?? 0,
    waiting: row?.waiting ?? 0,
    oldestDueSeconds: row?.oldest ?? null,
  }
}
