import { type RawBuilder, sql } from 'kysely'
import { tableIn } from '../store-context.ts'
import type { AnalysisQuery } from './analysis-query.ts'

/** Most scrape days follow another within so many days; a longer search reads all rows. */
const NEAR_DAYS = 31

/**
 * The newest scrape day that a condition on `time` allows, on which nights were read: with rows of their own, or
 * confirmed. Days before `likely` are looked at only where there is none since.
 */
const newestDay = (
  schema: string,
  accountId: string,
  condition: RawBuilder<unknown>,
  likely: RawBuilder<unknown>,
): RawBuilder<string | null> => {
  const noted = sql`(
    SELECT max("time") FROM ${tableIn(schema, 'confirmations')}
    WHERE account_id = ${accountId} AND chart_query <> '{}' AND ${condition})`
  const rows = sql`
    SELECT max("time") FROM ${tableIn(schema, 'chart_query')} WHERE account_id = ${accountId} AND ${condition}`
  return sql`(
    SELECT CASE WHEN near.day IS NULL THEN (${rows}) ELSE near.day END
    FROM (SELECT greatest(noted.day, (${rows} AND "time" >= greatest(noted.day, ${likely}))) AS day
      FROM (SELECT ${noted} AS day) AS noted) AS near)`
}

/**
 * The account's newest scrape day, `asOf` or before, on which nights were read. A cursor tells that its day's rows are
 * there, so mostly none before it are read.
 */
export const newestScrapeDay = (
  schema: string,
  query: Pick<AnalysisQuery, 'accountId' | 'asOf'>,
): RawBuilder<string | null> => {
  const { accountId } = query
  const asOf = query.asOf ?? null
  const cursor = sql`(
    SELECT max(last_synced_day) FROM ${tableIn(schema, 'listings')}
    WHERE account_id = ${accountId} AND (${asOf}::date IS NULL OR last_synced_day <= ${asOf}::date))`
  return newestDay(schema, accountId, sql`(${asOf}::date IS NULL OR "time" <= ${asOf}::date)`, cursor)
}

/** The account's newest scrape day before another, `asOf` or before. */
export const scrapeDayBefore = (
  schema: string,
  { accountId, asOf = null }: { accountId: string; asOf?: string | null },
  day: RawBuilder<unknown>,
): RawBuilder<string | null> =>
  newestDay(
    schema,
    accountId,
    sql`"time" < ${day} AND (${asOf}::date IS NULL OR "time" <= ${asOf}::date)`,
    sql`(${day} - ${sql.lit(NEAR_DAYS)})`,
  )
