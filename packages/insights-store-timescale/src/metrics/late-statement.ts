import { type RawBuilder, sql } from 'kysely'
import { currentIn, tableIn } from '../store-context.ts'
import { isNotedOf, laneOf, nightsOf } from './lanes.ts'
import {
  type GivenRows,
  insertIntoHistory,
  namesIn,
  namesOf,
  type RowScope,
  sameKey,
} from './upsert-statement.ts'

/** What became of the late rows of one table. */
export interface LateRows {
  inserted: number
  updated: number
}

/**
 * Puts readings into the middle of the history, of keys of which a later scrape day is known, or this one as a
 * confirmation. Whatever was left out because it said the same as what stood there gets a row, where that is true no
 * more; what is known now stays.
 */
export const lateStatement = (
  schema: string,
  { accountId, scrapeDay, allRows }: RowScope,
  { columns, given }: GivenRows,
): RawBuilder<LateRows> => {
  const { table, values, given: all } = columns
  const scrape = sql`${scrapeDay}::date`
  const history = tableIn(schema, table)
  const noted = tableIn(schema, 'confirmations')
  const ofKey = (row: string) =>
    sql`${sql.ref(`${row}.account_id`)} = ${accountId}::varchar AND ${sameKey(row, 'late', columns)}`
  const confirms = sql`
    noted.account_id = ${accountId}::varchar AND ${isNotedOf(columns, 'late', sql`late.lane`)}`
  const nights = nightsOf(columns)
  return sql`
    WITH late AS MATERIALIZED (
      SELECT given.*, ${laneOf(columns, 'given')} AS lane, stored."time" AS known_time, stored.confirmed_on AS known_on
      FROM ${given} JOIN ${currentIn(schema, table)} AS stored
        ON stored.account_id = ${accountId}::varchar AND ${sameKey('stored', 'given', columns)}
      WHERE stored.confirmed_on > ${scrape} OR (stored.confirmed_on = ${scrape} AND stored."time" < ${scrape}
        AND (${namesIn('stored', values)}) IS DISTINCT FROM (${namesIn('given', values)}))
    ), looked_up AS MATERIALIZED (
      SELECT late.*, stands, stands."time" AS stands_since, next."time" AS next_row, again."time" AS again_on,
        EXISTS (SELECT FROM ${noted} AS noted WHERE ${confirms} AND noted."time" = ${scrape}) AS is_noted,
        stands."time" IS NOT NULL AND (${namesIn('stands', values)}) IS NOT DISTINCT FROM (${namesIn('late', values)})
          AS is_same,
        coalesce(stands."time" = ${scrape} AND stands.confirmed_on IS NOT NULL, FALSE) AS is_carried
      FROM late
      LEFT JOIN LATERAL (
        SELECT stored.* FROM ${history} AS stored WHERE ${ofKey('stored')} AND stored."time" <= ${scrape}
        ORDER BY stored."time" DESC LIMIT 1) AS stands ON TRUE
      LEFT JOIN LATERAL (
        SELECT stored."time" FROM ${history} AS stored WHERE ${ofKey('stored')} AND stored."time" > ${scrape}
        ORDER BY stored."time" LIMIT 1) AS next ON TRUE
      LEFT JOIN LATERAL (
        SELECT noted."time" FROM ${noted} AS noted
        WHERE ${confirms} AND noted."time" > ${scrape} AND (next."time" IS NULL OR noted."time" < next."time")
        ORDER BY noted."time" LIMIT 1) AS again ON TRUE
    ), decided AS MATERIALIZED (
      SELECT *, NOT is_same OR is_carried OR (${allRows} AND NOT is_noted AND stands_since < ${scrape}) AS is_written,
        is_same AND NOT ${allRows} AND NOT is_noted AND stands_since < ${scrape} AS is_confirmed,
        NOT is_same AND stands_since IS NOT NULL AND again_on IS NOT NULL AS is_restored
      FROM looked_up
    ), written AS (${insertIntoHistory(
      schema,
      columns,
      sql`SELECT ${accountId}::varchar, ${scrape}, ${namesOf(all)} FROM decided WHERE is_written`,
    )}), restored AS (${insertIntoHistory(
      schema,
      columns,
      sql`SELECT ${accountId}::varchar, again_on, ${sql.join(
        all.map(({ name }) => sql`(stands).${sql.ref(name)}`),
      )} FROM decided WHERE is_restored`,
    )}), noted AS (
      SELECT airbnb_listing_id, lane, ${scrape} AS on_day, ${nights} FILTER (WHERE is_confirmed) AS added,
        ${nights} FILTER (WHERE is_written AND is_noted) AS removed
      FROM decided WHERE is_confirmed OR (is_written AND is_noted) GROUP BY 1, 2
      UNION ALL
      SELECT airbnb_listing_id, lane, again_on, NULL, ${nights} FROM decided WHERE is_restored GROUP BY 1, 2, 3
    ), confirmed AS (
      INSERT INTO ${noted} AS stored (account_id, airbnb_listing_id, kept_in, lane, "time", days)
      SELECT ${accountId}::varchar, airbnb_listing_id, ${sql.lit(table)}::text, lane, on_day, coalesce(added, '{}')
      FROM noted
      ON CONFLICT (account_id, airbnb_listing_id, kept_in, lane, "time") DO UPDATE SET
        days = stored.days + excluded.days - coalesce((
          SELECT removed FROM noted WHERE noted.airbnb_listing_id = excluded.airbnb_listing_id
            AND noted.lane = excluded.lane AND noted.on_day = excluded."time"), '{}')
    ), moved AS (
      UPDATE ${currentIn(schema, table)} AS stored SET
        "time" = CASE WHEN next_row IS NOT NULL THEN stored."time" WHEN is_restored THEN again_on
          WHEN is_written THEN greatest(stored."time", ${scrape}) ELSE stored."time" END,
        first_read_on = least(stored.first_read_on, ${scrape}),
        ${sql.join(
          values.map(
            ({ name }) =>
              sql`${sql.ref(name)} = CASE WHEN known_on > ${scrape} THEN ${sql.ref(`stored.${name}`)} ELSE ${sql.ref(`decided.${name}`)} END`,
          ),
        )}
      FROM decided WHERE stored.account_id = ${accountId}::varchar AND ${sameKey('stored', 'decided', columns)})
    SELECT count(*) FILTER (WHERE adds)::int AS inserted, count(*) FILTER (WHERE NOT adds)::int AS updated
    FROM (
      SELECT NOT is_noted AND (is_carried OR stands_since IS DISTINCT FROM ${scrape}) AS adds
      FROM decided WHERE is_written AND (${allRows} OR NOT is_same)) AS counted`
}
