import type { CalendarDate } from 'insights-transform'
import { sql } from 'kysely'
import { type StoreContext, tableIn } from '../store-context.ts'
import { statusDecides } from './status-condition.ts'

const STATUS = sql.ref('run.status')

/** What is scheduled, and when. */
export interface ScheduleInput {
  /** The current UTC day. An account has one scheduled run of a scrape day at most. */
  today: CalendarDate
  /**
   * The instants at which the schedule has fired lately: each account's own slot comes up to `spreadSeconds` later, so
   * reach back at least that far, and one instant further.
   */
  slots: readonly Date[]
  /** Over how many seconds the accounts are spread; each has a place of its own in them that never changes. */
  spreadSeconds: number
  /** Only this account. @defaultValue all of them */
  accountId?: string
}

/** What a pass of the schedule changed. */
export interface ScheduleReport {
  /** Runs that are queued now. */
  queued: number
  /** Queued runs that were taken back, for their account was disabled or its session has expired meanwhile. */
  withdrawn: number
}

/**
 * Queues a run for each active account with working credentials whose slot has passed since its last scheduled run,
 * also while everything was down, and for each that has no run at all. A day that is complete is not due, whoever
 * asked for it. Harmless when called again, and by several
 * processes at once.
 */
export const scheduleRuns = async (
  { db, schema }: StoreContext,
  { today, slots, spreadSeconds, accountId }: ScheduleInput,
): Promise<ScheduleReport> => {
  const accounts = tableIn(schema, 'accounts')
  const runs = tableIn(schema, 'sync_runs')
  const only = accountId === undefined ? sql`TRUE` : sql`account.account_id = ${accountId}`
  const wanted = sql`account.is_active AND account.deleted_at IS NULL AND account.credential_status <> 'expired'`
  // Made of the id alone, so that an account keeps its time of day, on whichever server.
  const offset = sql`
    (('x' || left(md5(account.account_id), 7))::bit(28)::int % ${Math.max(1, spreadSeconds)}::int) * interval '1 second'`
  const withdrawn = await sql`
    DELETE FROM ${runs} AS run USING ${accounts} AS account
    WHERE ${statusDecides(STATUS, 'withdraw', 'delete_unbegun')} AND run.trigger = 'scheduled' AND run.started_at IS NULL
      AND account.account_id = run.account_id AND ${only} AND NOT (${wanted})`.execute(db)
  // Nothing is queued beside a run that is being asked for or begun: such an account's turn comes with the next pass.
  const queued = await sql`
    INSERT INTO ${runs} (account_id, status, trigger, scrape_day, created_at, next_attempt_at)
    SELECT account.account_id, 'queued', 'scheduled', ${today}::date, clock_timestamp(), clock_timestamp()
    FROM ${accounts} AS account
    WHERE ${wanted} AND ${only}
      AND NOT EXISTS (
        SELECT FROM ${runs} AS run WHERE run.account_id = account.account_id AND run.scrape_day = ${today}::date
          AND (run.trigger = 'scheduled' OR ${statusDecides(STATUS, 'retry', 'nothing_missing')}))
      AND NOT EXISTS (
        SELECT FROM ${runs} AS run WHERE run.account_id = account.account_id
          AND ${statusDecides(STATUS, 'request', 'join')})
      AND (
        NOT EXISTS (SELECT FROM ${runs} AS run WHERE run.account_id = account.account_id)
        OR EXISTS (
          SELECT FROM unnest(${slots.map((slot) => slot.toISOString())}::timestamptz[]) AS slot
          WHERE slot + ${offset} <= clock_timestamp() AND slot + ${offset} > coalesce((
            SELECT max(run.created_at) FROM ${runs} AS run
            WHERE run.account_id = account.account_id AND run.trigger = 'scheduled'), '-infinity')))
    FOR NO KEY UPDATE OF account SKIP LOCKED
    ON CONFLICT DO NOTHING`.execute(db)
  return { queued: Number(queued.numAffectedRows ?? 0), withdrawn: Number(withdrawn.numAffectedRows ?? 0) }
}
