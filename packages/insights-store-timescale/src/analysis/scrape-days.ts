import type { CalendarDate } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { currentIn, type StoreContext, tableIn } from '../store-context.ts'
import type { AnalysisQuery } from './analysis-query.ts'

/**
 * The newest scrape day that a condition allows, on which nights were read: noted by confirmations or known from what
 * stands now, else that of a row of its own since then. A row that retention has carried to its day was not read on it.
 */
const findNewestDay = async (
  { db, schema }: StoreContext,
  accountId: string,
  isAllowed: (day: RawBuilder<unknown>) => RawBuilder<boolean>,
): Promise<CalendarDate | null> => {
  // In this form a hypertable's chunks are read newest first, and only the first that has a row.
  const { rows } = await sql<{ day: CalendarDate | null }>`
    WITH likely AS MATERIALIZED (
      SELECT greatest(
        (SELECT max("time") FROM ${tableIn(schema, 'confirmations')}
          WHERE account_id = ${accountId} AND kept_in = 'chart_query' AND days <> '{}' AND ${isAllowed(sql`"time"`)}),
        (SELECT max(confirmed_on) FROM ${currentIn(schema, 'chart_query')}
          WHERE account_id = ${accountId} AND ${isAllowed(sql`confirmed_on`)})) AS day)
    SELECT greatest((SELECT day FROM likely), (
      SELECT "time" FROM ${tableIn(schema, 'chart_query')}
      WHERE account_id = ${accountId} AND confirmed_on IS NULL AND ${isAllowed(sql`"time"`)}
        AND "time" > coalesce((SELECT day FROM likely), '-infinity')
      ORDER BY "time" DESC LIMIT 1)) AS day`.execute(db)
  return rows[0]?.day ?? null
}

/** The account's newest scrape day, `asOf` or before, on which nights were read; null where there is none. */
export const findNewestScrapeDay = async (
  context: StoreContext,
  { accountId, asOf }: Pick<AnalysisQuery, 'accountId' | 'asOf'>,
): Promise<CalendarDate | null> => {
  if (asOf !== undefined) return findNewestDay(context, accountId, (day) => sql`${day} <= ${asOf}::date`)
  const { rows } = await sql<{ day: CalendarDate | null }>`
    SELECT max(confirmed_on) AS day FROM ${currentIn(context.schema, 'chart_query')}
    WHERE account_id = ${accountId}`.execute(context.db)
  return rows[0]?.day ?? null
}

/** The account's newest scrape day before another, `asOf` or before; null where there is none. */
export const findScrapeDayBefore = (
  context: StoreContext,
  { accountId, asOf }: Pick<AnalysisQuery, 'accountId' | 'asOf'>,
  before: CalendarDate,
): Promise<CalendarDate | null> =>
  findNewestDay(
    context,
    accountId,
    (day) =>
      sql`${day} < ${before}::date AND ${asOf === undefined ? sql`TRUE` : sql`${day} <= ${asOf}::date`}`,
  )
