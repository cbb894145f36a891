import { type RawBuilder, sql } from 'kysely'
import type { TableColumns } from './metric-columns.ts'

/**
 * What tells the lanes of a table apart, of a row: its key beside the day. A window's end counts as the window's length,
 * so that one lane goes through all weeks.
 *
 * @param row what the row is called in the query.
 */
export const lanePartsOf = ({ key, day }: TableColumns, row: string): readonly RawBuilder<unknown>[] =>
  key
    .filter(({ name }) => name !== day)
    .map(({ name, type }) => {
      const part = sql.ref(`${row}.${name}`)
      return type === 'date' ? sql`(${part} - ${sql.ref(`${row}.${day}`)} + 1)` : part
    })

/**
 * The lane of a row: readings of one lane differ in their night and scrape day alone. Of a table with one row for each
 * night it is empty; else JSON, in which no two lanes are alike whatever their names hold.
 */
export const laneOf = (columns: TableColumns, row: string): RawBuilder<string> => {
  const parts = lanePartsOf(columns, row)
  return parts.length === 0 ? sql`''::text` : sql`jsonb_build_array(${sql.join(parts)})::text`
}

/** Whether a confirmation, called `noted`, is of the night of a row, as its index finds it. */
export const isNotedOf = (
  columns: TableColumns,
  row: string,
  lane = laneOf(columns, row),
): RawBuilder<boolean> => sql`
  noted.airbnb_listing_id = ${sql.ref(`${row}.airbnb_listing_id`)} AND noted.kept_in = ${sql.lit(columns.table)}
    AND noted.lane = ${lane} AND noted.days @> ${sql.ref(`${row}.${columns.day}`)}`

/** The nights of grouped rows, as ranges. */
export const nightsOf = ({ day }: TableColumns): RawBuilder<string> =>
  sql`range_agg(daterange(${sql.ref(day)}, ${sql.ref(day)} + 1))`
