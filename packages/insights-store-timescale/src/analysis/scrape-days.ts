import { type RawBuilder, sql } from 'kysely'
import { tableIn } from '../store-context.ts'
import type { AnalysisQuery } from './analysis-query.ts'

/** Most scrape days follow another within so many days; a longer search reads all rows. */
const NEAR_DAYS = 31

/**
 * The account's newest scrape day, `asOf` or before, from the rows of `chart_query`. A cursor tells that its day's rows
 * are there, so mostly none before it are read.
 */
export const newestScrapeDay = (
  schema: string,
  query: Pick<AnalysisQuery, 'accountId' | 'asOf'>,
): RawBuilder<string | null> => {
  const { accountId } = query
  const asOf = query.asOf ?? null
  const upToThen = sql`account_id = ${accountId} AND (${asOf}::date IS NULL OR "time" <= ${asOf}::date)`
  const cursor = sql`
    SELECT max(last_synced_day) FROM ${tableIn(schema, 'listings')}
    WHERE account_id = ${accountId} AND (${asOf}::date IS NULL OR last_synced_day <= ${asOf}::date)`
  const newest = sql`SELECT max("time") FROM ${tableIn(schema, 'chart_query')} WHERE ${upToThen}`
  return sql`coalesce((${newest} AND "time" >= (${cursor})), (${newest}))`
}

/** The account's newest scrape day before another, `asOf` or before. */
export const scrapeDayBefore = (
  schema: string,
  { accountId, asOf = null }: { accountId: string; asOf?: string | null },
  day: RawBuilder<unknown>,
): RawBuilder<string | null> => {
  const newest = sql`
    SELECT max("time") FROM ${tableIn(schema, 'chart_query')}
    WHERE account_id = ${accountId} AND "time" < ${day} AND (${asOf}::date IS NULL OR "time" <= ${asOf}::date)`
  return sql`coalesce((${newest} AND "time" >= ${day} - ${sql.lit(NEAR_DAYS)}), (${newest}))`
}
