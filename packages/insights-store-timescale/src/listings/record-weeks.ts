import {
  type CalendarDate,
  type DateWindow,
  METRIC_TABLE_NAMES,
  type MetricTable,
  sundayOf,
  weeksOf,
} from 'insights-transform'
import { type RawBuilder, sql } from 'kysely'
import type { StorableCharacters } from '../connection/storable-characters.ts'
import { byTable } from '../metrics/by-table.ts'
import { columnsOf } from '../metrics/metric-columns.ts'
import { givenTables, type MetricRows } from '../metrics/metric-rows.ts'
import { keyTextOf } from '../metrics/row-keys.ts'
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
  given: MetricRows,
  storable: StorableCharacters | null,
): WeekStored[] => {
  const weeks = byTable(() => new Map<CalendarDate, Set<string>>())
  for (const { table, rows } of givenTables(given)) {
    const columns = columnsOf(table)
    const keyOf = keyTextOf(columns, storable)
    const weekOf = weekOfDays()
    for (const row of rows) {
      const night = row[columns.day]
      if (typeof night !== 'string' || row['airbnb_listing_id'] !== listingId) continue
      const week = weekOf(night)
      const seen = weeks[table].get(week) ?? new Set()
      weeks[table].set(week, seen.add(keyOf(row)))
    }
  }
  const asked = weeksOf(window).map(({ start }) => start)
  const stored = METRIC_TABLE_NAMES.flatMap((table) => [...weeks[table].keys()])
  return [...new Set([...asked, ...stored])]
    .toSorted()
    .map((weekStart) => ({ weekStart, rows: byTable((table) => weeks[table].get(weekStart)?.size ?? 0) }))
}

/** The week of days: each is reckoned once, since many metrics have the same nights. */
function weekOfDays(): (day: CalendarDate) => CalendarDate {
  const known = new Map<CalendarDate, CalendarDate>()
  return (day) => {
    const week = known.get(day) ?? sundayOf(day)
    known.set(day, week)
    return week
  }
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
