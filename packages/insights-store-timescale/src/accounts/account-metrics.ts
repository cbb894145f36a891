import type { CalendarDate } from 'insights-transform'
import { sql } from 'kysely'
import { databaseErrorCode, FOREIGN_KEY_VIOLATION } from '../database-error-code.ts'
import { AccountNotFoundError } from '../errors.ts'
import { storableText } from '../storable-text.ts'
import { type StoreContext, tableIn } from '../store-context.ts'

/** What came of asking for a metric, of any listing of an account. */
export interface AccountMetric {
  metric: string
  /** The last scrape day on which it was answered; null where it never was. */
  answeredOn: CalendarDate | null
  /** The last scrape day on which the server refused it; null where it has answered since, or never refused. */
  refusedOn: CalendarDate | null
  /** What the server said then. */
  refusal: string | null
}

/** Which metrics an account was given and refused: what is refused is asked for more rarely, and told once. */
export interface AccountMetrics {
  /** All metrics that the account was asked for, by name. */
  list(accountId: string): Promise<AccountMetric[]>
  /**
   * Notes that the server answered for metrics on a scrape day. A refusal of that day or before it counts no more.
   *
   * @throws {@link AccountNotFoundError}
   */
  answered(accountId: string, scrapeDay: CalendarDate, metrics: readonly string[]): Promise<void>
  /**
   * Notes that the server refused a metric on a scrape day. Where it was answered on that day or a later one, it is no
   * refusal for the account: nothing is noted then.
   *
   * @returns whether that is news: it is noted, and the metric was not refused before.
   * @throws {@link AccountNotFoundError}
   */
  refused(accountId: string, scrapeDay: CalendarDate, metric: string, refusal: string): Promise<boolean>
}

export const createAccountMetrics = ({ db, schema }: StoreContext): AccountMetrics => {
  const table = tableIn(schema, 'account_metrics')
  return {
    list: async (accountId) => {
      const { rows } = await sql<AccountMetric>`
        SELECT metric, answered_on AS "answeredOn", refused_on AS "refusedOn", refusal
        FROM ${table} WHERE account_id = ${accountId} ORDER BY metric COLLATE "C"`.execute(db)
      return rows
    },
    answered: async (accountId, scrapeDay, metrics) => {
      const names = [...new Set(metrics.map(storableText))]
      if (names.length === 0) return
      await ofAccount(
        accountId,
        sql`
          INSERT INTO ${table} AS known (account_id, metric, answered_on)
          SELECT ${accountId}::varchar, metric, ${scrapeDay}::date FROM unnest(${names}::text[]) AS metric
          ON CONFLICT (account_id, metric) DO UPDATE SET answered_on = excluded.answered_on,
            refused_on = CASE WHEN known.refused_on > excluded.answered_on THEN known.refused_on END,
            refusal = CASE WHEN known.refused_on > excluded.answered_on THEN known.refusal END
          WHERE known.answered_on IS NULL OR known.answered_on < excluded.answered_on
            OR known.refused_on <= excluded.answered_on`.execute(db),
      )
    },
    refused: async (accountId, scrapeDay, metric, refusal) => {
      const { rows } = await ofAccount(
        accountId,
        sql<{ is_news: boolean }>`
          INSERT INTO ${table} AS known (account_id, metric, refused_on, refusal)
          VALUES (${accountId}, ${storableText(metric)}, ${scrapeDay}::date, ${storableText(refusal)})
          ON CONFLICT (account_id, metric) DO UPDATE SET
            refused_on = greatest(known.refused_on, excluded.refused_on), refusal = excluded.refusal
          WHERE known.answered_on IS NULL OR known.answered_on < excluded.refused_on
          RETURNING NOT EXISTS (
            SELECT FROM ${table} AS before WHERE before.account_id = known.account_id
              AND before.metric = known.metric AND before.refused_on IS NOT NULL) AS is_news`.execute(db),
      )
      return rows[0]?.is_news === true
    },
  }
}

async function ofAccount<Result>(accountId: string, written: Promise<Result>): Promise<Result> {
  try {
    return await written
  } catch (error) {
    if (databaseErrorCode(error) === FOREIGN_KEY_VIOLATION) throw new AccountNotFoundError(accountId)
    throw error
  }
}
