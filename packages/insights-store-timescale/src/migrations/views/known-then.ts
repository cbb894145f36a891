import { type RawBuilder, sql } from 'kysely'

/** A table of insights by its name and the night or first night of its rows. */
export interface KeyedTable {
  readonly table: string
  readonly night: string
}

/**
 * For LATERAL, beside a row of the current table called `known`: what was known of it on a day, or no row. As of migration
 * 0019; `metrics/as-of.ts` has the statement that the store itself uses, and a test compares what both say.
 *
 * @param columns to read, beside the key; `time` and `confirmed_on` follow.
 * @param since the first scrape day that rows of the history can be of.
 */
export function knownThenText(
  schema: string,
  { table, night }: KeyedTable,
  columns: readonly string[],
  day: RawBuilder<unknown>,
  since: RawBuilder<unknown> = sql`'-infinity'`,
): RawBuilder<unknown> {
  const of = (row: string) => sql.join(columns.map((name) => sql.ref(`${row}.${name}`)))
  const history = sql.id(schema, table)
  const lastNoted = (row: RawBuilder<unknown>) => sql`(
    SELECT noted."time" FROM ${sql.id(schema, 'confirmations')} AS noted
    WHERE ${isNoted(table, night)} AND noted."time" <= ${day} AND noted."time" >= ${row}
    ORDER BY noted."time" DESC LIMIT 1)`
  const isOfKey = sql`
    stored.account_id = known.account_id AND stored.airbnb_listing_id = known.airbnb_listing_id
      AND ${sql.ref(`stored.${night}`)} = ${sql.ref(`known.${night}`)} AND stored."time" <= ${day}`
  return sql`
    SELECT ${of('known')}, known."time", known.confirmed_on WHERE known.confirmed_on <= ${day}
    UNION ALL
    SELECT ${of('known')}, known."time", coalesce(${lastNoted(sql`known."time"`)}, (
      SELECT stored.confirmed_on FROM ${history} AS stored
      WHERE ${isOfKey} AND stored."time" >= known."time" AND stored.confirmed_on IS NOT NULL
      ORDER BY stored."time" DESC LIMIT 1), known."time")
    WHERE known.confirmed_on > ${day} AND known."time" <= ${day}
    UNION ALL
    SELECT * FROM (
      SELECT ${of('stored')}, stored."time",
        coalesce(${lastNoted(sql`stored."time"`)}, stored.confirmed_on, stored."time")
      FROM ${history} AS stored
      WHERE ${isOfKey} AND known."time" > ${day} AND known.first_read_on <= ${day} AND stored."time" >= ${since}
      ORDER BY stored."time" DESC LIMIT 1) AS before`
}

/** Whether a confirmation, called `noted`, is of the row `known`. */
function isNoted(table: string, night: string): RawBuilder<boolean> {
  return sql`noted.account_id = known.account_id AND noted.airbnb_listing_id = known.airbnb_listing_id
    AND noted.kept_in = ${sql.lit(table)} AND noted.lane = '' AND noted.days @> ${sql.ref(`known.${night}`)}`
}
