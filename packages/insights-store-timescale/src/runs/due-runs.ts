import type { CalendarDate } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import type { Executor } from '../executor.ts'
import { dueSince, isCarriedOut, isDue, pendingRuns } from '../pending-runs.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

/** Which due runs to look for. */
export interface DueQuery {
  /** The current UTC day: what failed on an earlier one is not tried again. */
  today: CalendarDate
  /** Only those of this account. @defaultValue those of all */
  accountId?: string
  /** At most so many, those that are due longest first. */
  limit: number
  /** From where the runs would ask. @defaultValue not known: pauses are not looked at */
  from?: AskedFrom
}

/** From where runs ask, and at which site. */
export interface AskedFrom {
  /** The network's name. */
  network: string
  /** The site that every account is asked at. @defaultValue each at its own */
  site?: string | undefined
  /** The site of accounts that are of no certain one. */
  defaultSite: string
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
  /** Runs that will be due later: after a rate limit, to be tried again, or once a pause is over. */
  waiting: number
  /** For how long the oldest due run has been so, in seconds; null where none is. */
  oldestDueSeconds: number | null
}

/** Which pauses concern the account of a pending run. */
const concerns = ({ network, site, defaultSite }: AskedFrom): RawBuilder<boolean> => sql<boolean>`
  (pause.ended_at IS NULL AND pause.network = ${network}::text
    AND pause.site = coalesce(${site ?? null}::text, account.base_url, ${defaultSite}::text)
    AND (pause.account_id IS NULL OR pause.account_id = run.account_id))`

const isPaused = (schema: string, from: AskedFrom | undefined): RawBuilder<boolean> =>
  from === undefined
    ? sql<boolean>`FALSE`
    : sql<boolean>`EXISTS (SELECT FROM ${tableIn(schema, 'pauses')} AS pause WHERE ${concerns(from)})`

/**
 * Runs to be carried out now: those whose time has come, and those whose holder has died. While a pause lasts there are
 * none of its network and site, until its probe's time: then one, of an account that has not met the wall if there is any.
 */
export const dueRuns = async ({ db, schema }: StoreContext, query: DueQuery): Promise<DueRun[]> => {
  const { today, accountId = null, limit, from } = query
  const wanted = sql`(${accountId}::varchar IS NULL OR run.account_id = ${accountId}::varchar)`
  const { rows } = await sql<{ run_id: string; account_id: string }>`
    SELECT run.run_id, run.account_id FROM ${pendingRuns(schema, sql`${today}`)} AND ${isDue}
      AND ${wanted} AND NOT ${isPaused(schema, from)}
    ORDER BY ${dueSince}, run.run_id LIMIT ${limit}::bigint`.execute(db)
  const probes = from === undefined ? [] : await dueProbes(schema, db, from, { today, wanted })
  return [...rows, ...probes].map((row) => ({ runId: row.run_id, accountId: row.account_id }))
}

/** For each pause that may be probed now, the run that is to do it. At all normal times there is no pause. */
const dueProbes = async (
  schema: string,
  db: Executor,
  from: AskedFrom,
  { today, wanted }: { today: CalendarDate; wanted: RawBuilder<unknown> },
): Promise<{ run_id: string; account_id: string }[]> => {
  const pauses = tableIn(schema, 'pauses')
  const { rows } = await sql<{ run_id: string; account_id: string }>`
    SELECT probe.run_id, probe.account_id FROM ${pauses} AS probed
    CROSS JOIN LATERAL (
      SELECT run.run_id, run.account_id FROM ${pendingRuns(schema, sql`${today}`)} AND ${isDue} AND ${wanted}
        AND EXISTS (
          SELECT FROM ${pauses} AS pause WHERE pause.pause_id = probed.pause_id AND ${concerns(from)})
        AND NOT EXISTS (
          SELECT FROM ${pauses} AS pause
          WHERE ${concerns(from)} AND pause.next_probe_at > clock_timestamp())
      ORDER BY probed.met_by @> to_jsonb(run.account_id::text), ${dueSince}, run.run_id LIMIT 1
    ) AS probe
    WHERE probed.ended_at IS NULL AND probed.network = ${from.network}::text
      AND probed.next_probe_at <= clock_timestamp()
      AND (probed.account_id IS NULL OR NOT EXISTS (
        SELECT FROM ${pauses} AS pause WHERE pause.ended_at IS NULL AND pause.account_id IS NULL
          AND pause.network = probed.network AND pause.site = probed.site))`.execute(db)
  return rows
}

export const readBacklog = async (
  { db, schema }: StoreContext,
  { today, from }: Pick<DueQuery, 'today' | 'from'>,
): Promise<RunBacklog> => {
  const { rows } = await sql<{ queued: number; active: number; waiting: number; oldest: number | null }>`
    SELECT
      count(*) FILTER (WHERE due)::int AS queued,
      count(*) FILTER (WHERE active)::int AS active,
      count(*) FILTER (WHERE NOT due AND NOT active)::int AS waiting,
      extract(epoch FROM clock_timestamp() - min(since) FILTER (WHERE due))::float8 AS oldest
    FROM (
      SELECT ${isDue} AND NOT ${isPaused(schema, from)} AS due, ${isCarriedOut} AS active, ${dueSince} AS since
      FROM ${pendingRuns(schema, sql`${today}`)}
    ) AS pending`.execute(db)
  const [row] = rows
  return {
    queued: row?.queued ?? 0,
    active: row?.active ?? 0,
    waiting: row?.waiting ?? 0,
    oldestDueSeconds: row?.oldest ?? null,
  }
}
