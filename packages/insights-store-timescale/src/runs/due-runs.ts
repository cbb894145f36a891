import { type RawBuilder, sql } from 'kysely'
import { type StoreContext, tableIn } from '../store-context.ts'

/** Which due runs to look for. */
export interface DueQuery {
  /** The current UTC day: what failed on an earlier one is not tried again. */
  today: string
  /** Only those of this account. */
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

/** The same words as the partial index that these few runs are found by. */
const isPending = sql<boolean>`(run.status IN ('queued', 'running') OR run.next_attempt_at IS NOT NULL)`

/** Since when, or from when on, a pending run is due. */
const dueSince = sql<Date>`coalesce(run.next_attempt_at, run.created_at)`

/**
 * Runs that somebody has to start or continue at some time, joined with their account and its lease. Nobody asks with
 * a session that has expired, for an account that was removed, or by schedule for a disabled one; and a run that a
 * newer one has followed is left, for that has asked for what the older one lacks.
 */
const pendingRuns = (schema: string, today: string): RawBuilder<unknown> => {
  const runs = tableIn(schema, 'sync_runs')
  return sql`
    ${runs} AS run
    JOIN ${tableIn(schema, 'accounts')} AS account ON account.account_id = run.account_id
    LEFT JOIN ${tableIn(schema, 'account_leases')} AS lease ON lease.account_id = run.account_id
    WHERE ${isPending} AND account.deleted_at IS NULL AND account.credential_status <> 'expired'
      AND (account.is_active OR run.trigger = 'manual') AND run.status <> 'succeeded'
      AND (run.status IN ('queued', 'running') OR (
        (run.status = 'rate_limited' OR run.scrape_day = ${today}::date)
        AND NOT EXISTS (
          SELECT FROM ${runs} AS newer WHERE newer.account_id = run.account_id
            AND newer.created_at > run.created_at)))`
}

const isHeld = sql<boolean>`coalesce(lease.expires_at > clock_timestamp(), FALSE)`
const isDue = sql<boolean>`
  (CASE run.status WHEN 'running' THEN NOT ${isHeld} ELSE ${dueSince} <= clock_timestamp() END)`

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
      count(*) FILTER (WHERE NOT due AND status = 'running')::int AS active,
      count(*) FILTER (WHERE NOT due AND status <> 'running')::int AS waiting,
      extract(epoch FROM clock_timestamp() - min(since) FILTER (WHERE due))::float8 AS oldest
    FROM (
      SELECT run.status, ${isDue} AS due,
        CASE run.status WHEN 'running' THEN coalesce(lease.expires_at, run.started_at) ELSE ${dueSince} END AS since
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
