import type { MetricRow } from 'insights-store-timescale'
import { addDays, type CalendarDate, METRIC_REGISTRY, metricNamed, NO_VALUE } from 'insights-transform'

/** A metric of a listing that has no chart of its own: what the API said of its weeks. */
export interface OtherMetric {
  /** As Airbnb's page calls it, or the API's name of one that is not known here. */
  readonly label: string
  /** In order. */
  readonly weeks: readonly OtherWeek[]
}

/** A metric's number of a whole week, from Sunday to Saturday. */
export interface OtherWeek {
  /** The Sunday that it begins on. */
  readonly week: CalendarDate
  readonly value: number | null
  /** What Airbnb's page shows; null where it shows nothing. */
  readonly text: string | null
  /** The number of similar listings; null where it was not compared with them. */
  readonly similar: number | null
  /** What the page shows of the difference to similar listings, with its sign; null where it was not compared with them. */
  readonly changeText: string | null
}

/**
 * The metrics of a listing's windows that no wide table has columns for: those that are known here first, in the order of
 * Airbnb's pages. Windows of other lengths than a week are left out, as everywhere in a report, and metrics of which the
 * API had nothing.
 */
export function otherMetrics(rows: readonly MetricRow<'metric_windows'>[]): OtherMetric[] {
  const whole = rows.filter(({ window_start, window_end }) => window_end === addDays(window_start, 6))
  return [...Map.groupBy(whole, ({ metric }) => metric)]
    .map(([metric, windows]) => ({ metric, weeks: windows.map(weekOf).sort(byWeek) }))
    .filter(({ weeks }) => weeks.some(({ text }) => text !== null))
    .sort((one, other) => placeOf(one.metric) - placeOf(other.metric) || (one.metric < other.metric ? -1 : 1))
    .map(({ metric, weeks }) => ({ label: metricNamed(metric)?.label ?? metric, weeks }))
}

/** The newest week that had passed by a day and has something to show, else the first that has; null of none. */
export function newestWeek({ weeks }: OtherMetric, today: CalendarDate): OtherWeek | null {
  const told = weeks.filter(({ text }) => text !== null)
  return told.findLast(({ week }) => addDays(week, 6) < today) ?? told[0] ?? null
}

function weekOf(row: MetricRow<'metric_windows'>): OtherWeek {
  const { value, value_change: change } = row
  const isCompared = row.compared_with === 'similar'
  return {
    week: row.window_start,
    value,
    text: textOf(row.value_string) ?? (value === null ? row.value_raw : String(value)),
    similar: isCompared && value !== null && change !== null ? value - change : null,
    changeText: isCompared ? signed(textOf(row.value_change_string), change) : null,
  }
}

/** Of a change the page writes only a minus: a bare number would be taken for that of similar listings. */
const signed = (text: string | null, change: number | null): string | null =>
  text !== null && change !== null && change > 0 && !/^[+＋]/.test(text) ? `+${text}` : text

const textOf = (text: string | null): string | null => (text === NO_VALUE ? null : text)

const byWeek = (one: OtherWeek, other: OtherWeek): number => (one.week < other.week ? -1 : 1)

/** Where a metric stands in the registry; after all of it where it does not. */
function placeOf(metric: string): number {
  const place = METRIC_REGISTRY.findIndex(({ name }) => name === metric)
  return place < 0 ? METRIC_REGISTRY.length : place
}
