import {
  type CalendarDate,
  type DateWindow,
  METRIC_TABLE_NAMES,
  type MetricTable,
  sundayOf,
  weeksOf,
} from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import { byTable } from '../metrics/by-table.ts'
import { type AnyMetricRow, columnsOf } from '../metrics/metric-columns.ts'
import type { MetricRows } from '../metrics/upsert.ts'
import { storableText } from '../storable-text.ts'
import { tableIn } from '../store-context.ts'

/** A week that was asked for, and how many rows of each table it gave. */
interface WeekStored {
  readonly weekStart: CalendarDate
  readonly rows: Readonly<Record<MetricTable, number>>
}

/** The weeks of a commit: all that its window touches, also those that gave nothing, and those of any other row. */
export const weeksStored = (
  listingId: string,
  window: DateWindow,
  { chartQuery = [], chartSummary = [], listOfMetrics = [] }: MetricRows,
): WeekStored[] => {
  const days = byTable(() => new Map<CalendarDate, Set<CalendarDate>>())
  const count = (table: MetricTable, rows: readonly AnyMetricRow[]): void => {
    const { day } = columnsOf(table)
    for (const row of rows) {
      const night = row[day]
      if (typeof night !== 'string' || row['airbnb_listing_id'] !== listingId) continue
      const week = sundayOf(night)
      const seen = days[table].get(week) ?? new Set()
      days[table].set(week, seen.add(night))
    }
  }
  count('chart_query', chartQuery)
  count('chart_summary', chartSummary)
  count('list_of_metrics', listOfMetrics)
  const asked = weeksOf(window).map(({ start }) => start)
  const given = METRIC_TABLE_NAMES.flatMap((table) => [...days[table].keys()])
  return [...new Set([...asked, ...given])]
    .toSorted()
    .map((weekStart) => ({ weekStart, rows: byTable((table) => days[table].get(weekStart)?.size ?? 0) }))
}

/** Notes what a commit vouches for, where none of a later scrape day has asked for the same week. */
export const recordWeeks = (
  schema: string,
  { accountId, listingId, scrapeDay }: { accountId: string; listingId: string; scrapeDay: CalendarDate },
  weeks: readonly WeekStored[],
): RawBuilder<unknown> => {
  const counts = METRIC_TABLE_NAMES.map((table) => sql`${weeks.map(({ rows }) => rows[table])}::int[]`)
  const columns = METRIC_TABLE_NAMES.map((table) => sql.ref(table))
  return sql`
    INSERT INTO ${tableIn(schema, 'stored_weeks')} AS known (
      account_id, airbnb_listing_id, week_start, read_on, ${sql.join(columns)})
    SELECT ${accountId}::varchar, ${storableText(listingId)}::text, week.week_start, ${scrapeDay}::date,
      ${sql.join(METRIC_TABLE_NAMES.map((table) => sql.ref(`week.${table}`)))}
    FROM unnest(${weeks.map(({ weekStart }) => weekStart)}::date[], ${sql.join(counts)})
      AS week (week_start, ${sql.join(columns)})
    ON CONFLICT (account_id, airbnb_listing_id, week_start) DO UPDATE SET
      read_on = excluded.read_on,
      ${sql.join(columns.map((column) => sql`${column} = excluded.${column}`))}
    WHERE excluded.read_on >= known.read_on`
}
