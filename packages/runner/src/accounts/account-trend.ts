import type { Store } from 'insights-store-timescale'
import { addDays, type CalendarDate, sundayOf } from 'insights-transform'
import type { Fact } from '../output/facts.ts'
import { formatShortCount } from '../output/format.ts'
import { trendText } from '../output/sparkline.ts'

const WEEKS = 8

/** A week of all listings of an account together; null where there is no number. */
interface TrendWeek {
  /** The Sunday that it begins on. */
  readonly week: CalendarDate
  readonly pageViews: number | null
  /** A fraction. */
  readonly conversion: number | null
  /** That of similar listings, in the same week. */
  readonly similarConversion: number | null
}

/** The last 8 whole weeks, oldest first; empty where none of them has a number. */
export async function readTrend(store: Store, accountId: string, today: CalendarDate): Promise<TrendWeek[]> {
  const to = addDays(sundayOf(today), -1)
  const from = addDays(to, 1 - 7 * WEEKS)
  const query = { accountId, from, to, per: 'account' } as const
  const funnel = new Map((await store.analysis.weeklyFunnel(query)).map((week) => [week.week, week]))
  const gap = new Map((await store.analysis.marketGap(query)).map((week) => [week.week, week]))
  const weeks = Array.from({ length: WEEKS }, (_, index) => addDays(from, 7 * index)).map((week) => ({
    week,
    pageViews: funnel.get(week)?.pageViews ?? null,
    conversion: gap.get(week)?.conversion.own ?? null,
    similarConversion: gap.get(week)?.conversion.similar ?? null,
  }))
  const numbers = weeks.flatMap((week) => [week.pageViews, week.conversion, week.similarConversion])
  return numbers.some((number) => number !== null) ? weeks : []
}

/** The same for people: both conversions are drawn on one scale. Nothing where there are no numbers. */
export function trendFacts(weeks: readonly TrendWeek[]): Fact[] {
  const first = weeks[0]
  if (first === undefined) return []
  const own = weeks.map(({ conversion }) => conversion)
  const similar = weeks.map(({ similarConversion }) => similarConversion)
  const views = weeks.map(({ pageViews }) => pageViews)
  const largest = Math.max(...[...own, ...similar].filter((rate) => rate !== null))
  return [
    ['Weeks shown', `${String(weeks.length)} whole ones, from ${first.week} on`],
    ...drawn('Page views', views, formatShortCount),
    ...drawn('Conversion', own, percentage, largest),
    ...drawn('… of similar', similar, percentage, largest),
  ]
}

function drawn(
  name: string,
  values: readonly (number | null)[],
  format: (value: number) => string,
  largest?: number,
): Fact[] {
  if (values.every((value) => value === null)) return []
  return [[name, trendText(values, format, largest), 'drawn']]
}

function percentage(rate: number): string {
  return `${(100 * rate).toFixed(rate < 0.1 ? 2 : 1)}%`
}
