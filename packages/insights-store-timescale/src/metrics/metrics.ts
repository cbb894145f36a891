import type { CalendarDate, MetricTable } from 'insights-transform'
import type { MetricRow } from '../database.ts'
import { type StoreContext, withoutHurry } from '../store-context.ts'
import { type AsOfQuery, type LatestQuery, type NewestQuery, newestRowsQuery } from './as-of.ts'
import { type SeriesQuery, type SeriesRow, seriesRows } from './series.ts'
import { readStoredMetrics, type StoredMetric } from './stored-metrics.ts'
import { streamRows } from './stream-rows.ts'
import { type UpsertInput, upsert } from './upsert.ts'
import type { UpsertCounts } from './upsert-counts.ts'

/** The insights themselves, by stay night: written by scrape day, read as they were known on any day. */
export interface Metrics {
  /**
   * Inserts rows that are new for this scrape day, updates those that differ, and leaves the rest alone,
   * all in one transaction. Of several rows for one key (of the wide tables listing and night) the last counts. `time` is part of each
   * key: another scrape day adds rows, the same one again changes them in place.
   *
   * @throws {@link AccountNotFoundError} for an account that is not there.
   */
  upsert(input: UpsertInput): Promise<UpsertCounts>
  /**
   * What was known on a day: for each listing and stay night (of windows, their first night; of the long tables, also
   * metric by metric) the newest row whose scrape day is `asOf` or before, ordered by listing id and then by key. What
   * was first read later is left out.
   *
   * Windows are weeks, from Sunday to Saturday; in a database that the Python system made, those of `chart_summary`
   * overlap and must not be added up.
   */
  asOf<Table extends MetricTable = 'chart_query'>(query: AsOfQuery<Table>): Promise<MetricRow<Table>[]>
  /** What is known now: for each listing and stay night (of windows, their first night) the newest row. */
  latest<Table extends MetricTable = 'chart_query'>(query: LatestQuery<Table>): Promise<MetricRow<Table>[]>
  /**
   * The same rows in the same order, in batches and in constant memory, however many there are: what is known now, or
   * was on the day `asOf`. On a server all of it is one snapshot, for which a connection is taken until the last batch
   * is read or the loop is left; the embedded database is read page by page.
   */
  stream<Table extends MetricTable = 'chart_query'>(
    query: StreamQuery<Table>,
  ): AsyncIterable<readonly MetricRow<Table>[]>
  /**
   * One metric's numbers, whichever table holds them: from its columns, where it has some, and from the rows of the long
   * tables. What is known now, or was on the day `asOf`; by listing id, series and night. Points of days, weeks and months
   * are never mixed: the query says which.
   */
  series(query: SeriesQuery): Promise<SeriesRow[]>
  /** What is stored of each metric, as it is known now: by table, then by name. */
  stored(query?: StoredMetricsQuery): Promise<StoredMetric[]>
}

/** Of whom to tell what is stored. */
export interface StoredMetricsQuery {
  /** An account's id, for that account alone. @defaultValue all accounts */
  accountId?: string
}

/** Which rows to stream. */
export interface StreamQuery<Table extends MetricTable = 'chart_query'> extends LatestQuery<Table> {
  /** Only what was known on this scrape day or before it. @defaultValue what is known now */
  asOf?: CalendarDate
  /**
   * Ends the stream, also while it waits for the database: what it throws then is the signal's reason.
   *
   * @defaultValue none: the stream goes on to its end
   */
  signal?: AbortSignal
}

/** Without a table, `Table` is its default. */
const tableOf = <Table extends MetricTable>({ table }: { table?: Table }): Table =>
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  (table ?? 'chart_query') as Table

export const createMetrics = (hurried: StoreContext): Metrics => {
  const context = withoutHurry(hurried)
  const read = async <Table extends MetricTable>(query: NewestQuery<Table>) => {
    const { rows } = await newestRowsQuery<Table>(context.schema, tableOf(query), query).execute(context.db)
    return rows
  }
  return {
    upsert: (input) => upsert(context, input),
    asOf: (query) => read(query),
    latest: ({ table, accountId, from, to, listingId }) =>
      read({
        accountId,
        ...(table !== undefined && { table }),
        ...(from !== undefined && { from }),
        ...(to !== undefined && { to }),
        ...(listingId !== undefined && { listingId }),
      }),
    stream: (query) => streamRows(context, tableOf(query), query),
    series: async (query) => (await seriesRows(context.schema, query).execute(context.db)).rows,
    stored: ({ accountId } = {}) => readStoredMetrics(context, accountId),
  }
}
