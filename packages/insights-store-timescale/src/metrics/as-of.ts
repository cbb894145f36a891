import { type CalendarDate, METRIC_TABLES, type MetricTable } from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import type { MetricRow } from '../database.ts'
import { tableIn } from '../store-context.ts'
import { metricRowColumns } from './metric-columns.ts'

/** Which rows to read. */
export interface LatestQuery<Table extends MetricTable = 'chart_query'> {
  /** The table to read. @defaultValue 'chart_query' */
  table?: Table
  accountId: string
  /** The first stay night wanted, of `metric_date` or `window_start`. @defaultValue no limit */
  from?: CalendarDate
  /** The last stay night wanted, itself included. @defaultValue no limit */
  to?: CalendarDate
  /** A listing's id, for that listing alone. @defaultValue all of the account's */
  listingId?: string
}

/** Which rows to read, as they were known on a day. */
export interface AsOfQuery<Table extends MetricTable = 'chart_query'> extends LatestQuery<Table> {
  /** Only what was known on this scrape day or before it. */
  asOf: CalendarDate
}

const atLeast = (column: RawBuilder<unknown>, day: string | undefined) =>
  day === undefined ? sql`TRUE` : sql`${column} >= ${day}::date`
const atMost = (column: RawBuilder<unknown>, day: string | undefined) =>
  day === undefined ? sql`TRUE` : sql`${column} <= ${day}::date`

/** Which rows to read, as they are known now or as they were on a day. */
export type NewestQuery<Table extends MetricTable> = Omit<AsOfQuery<Table>, 'asOf'> & { asOf?: CalendarDate }

/** All rows of the nights, the listing and the scrape days that are asked for. */
export const wantedRows = (
  query: NewestQuery<MetricTable>,
  dayColumn: RawBuilder<unknown>,
): RawBuilder<unknown> => sql`
  account_id = ${query.accountId} AND ${atMost(sql.ref('time'), query.asOf)}
  AND ${atLeast(dayColumn, query.from)} AND ${atMost(dayColumn, query.to)}
  AND ${query.listingId === undefined ? sql`TRUE` : sql`airbnb_listing_id = ${query.listingId}`}`

const columnsOf = (table: MetricTable): RawBuilder<unknown> =>
  sql.join(metricRowColumns(table).map(({ name }) => sql.ref(name)))

/**
 * For each listing and night, the row with the greatest `time`, `asOf` or before where it is given; by
 * listing id, then by night. A night that was first read later is left out. `after` leaves out all that do not come
 * after that listing and night, `limit` those that come after so many.
 */
export const newestRowsQuery = <Table extends MetricTable>(
  schema: string,
  table: Table,
  query: NewestQuery<Table>,
  { after, limit = null }: { after?: { listing: string; day: string }; limit?: number | null } = {},
): RawBuilder<MetricRow<Table>> => {
  const dayColumn = sql.ref(METRIC_TABLES[table].day)
  return sql<MetricRow<Table>>`
    SELECT DISTINCT ON (airbnb_listing_id, ${dayColumn}) ${columnsOf(table)}
    FROM ${tableIn(schema, table)}
    WHERE ${wantedRows(query, dayColumn)}
      AND ${after === undefined ? sql`TRUE` : sql`(airbnb_listing_id, ${dayColumn}) > (${after.listing}, ${after.day}::date)`}
    ORDER BY airbnb_listing_id, ${dayColumn}, "time" DESC LIMIT ${limit}::bigint`
}
