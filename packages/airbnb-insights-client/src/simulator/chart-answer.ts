import { calendarDate, monthStart, weekStart } from './calendar.ts'
import { mix } from './integer-hash.ts'
import type { ListingSubjects } from './listing-subject.ts'
import type { QueryArguments } from './query-arguments.ts'
import { chartResponse } from './responses/chart-response.ts'
import type { PointInput } from './responses/metric-unit.ts'
import type {
  ChartGranularity,
  ChartSectionShape,
  PerformanceResponseShape,
} from './responses/response-shape.ts'
import {
  DAYS_TO_PREVIOUS_YEAR,
  fractionValue,
  type SimulatedSeries,
  sumFractions,
} from './simulated-value.ts'
import {
  comparedSeries,
  type DayWindow,
  LONGEST_DAILY_WINDOW,
  type SimulatedWindowMetric,
  servedWindow,
} from './window-metrics.ts'

/** Longer windows than this are answered by month. *Assumed*: seen are 28 days (daily) and 365 (monthly). */
const LONGEST_WEEKLY_WINDOW = 182

interface ChartQuestion {
  listings: readonly ListingSubjects[]
  args: QueryArguments
  window: DayWindow
  metrics: SimulatedWindowMetric[]
  today: number
  traceId: string
}

/** The answer to a chart request over a window of the server's own days. */
export function chartAnswer(question: ChartQuestion): PerformanceResponseShape<ChartSectionShape> {
  const { listings, args, window, metrics, today, traceId } = question
  const { groupByValue, comparison } = args
  const granularity = granularityOf(window)
  const [primary, ...secondary] = metrics
  const withData = listings.filter(({ hasData }) => hasData)
  return chartResponse({
    groupByValue,
    comparison,
    granularity,
    your: points(question, granularity, 'your'),
    compared: comparison === null ? [] : points(question, granularity, comparedSeries(comparison)),
    // Both ways of saying "no data" occur; which one is the window's, so that an answer can be had again.
    withoutLineCharts: withData.length === 0 && mix(window.start, window.end) % 2 === 0,
    ...(primary === undefined ? {} : { metrics: [primary, ...secondary] }),
    axisDay: calendarDate(today),
    traceId,
  })
}

function granularityOf(window: DayWindow): ChartGranularity {
  const days = window.end - window.start + 1
  if (days <= LONGEST_DAILY_WINDOW) return 'DAY'
  return days <= LONGEST_WEEKLY_WINDOW ? 'WEEK' : 'MONTH'
}

/** The points of a series: one for each day, week or month of the window that the listings existed in. */
function points(
  { listings, args, window, today }: ChartQuestion,
  granularity: ChartGranularity,
  series: SimulatedSeries,
): PointInput[] {
  const served = servedWindow(window, today)
  const firstDay = Math.min(...listings.filter(({ hasData }) => hasData).map(({ your }) => your.firstDay))
  const start = Math.max(served.start, firstDay)
  const shift = series === 'previousYear' ? DAYS_TO_PREVIOUS_YEAR : 0
  const result: PointInput[] = []
  for (let day = start; day <= served.end; ) {
    const end = Math.min(served.end, bucketEnd(day, granularity))
    const sum = sumFractions(listings, args.groupByValue, series, day, end, today)
    result.push({ ds: calendarDate(bucketStart(day - shift, granularity)), value: fractionValue(sum) })
    day = end + 1
  }
  return result
}

/** A bucket is named by its first day, though the window may begin later. */
function bucketStart(day: number, granularity: ChartGranularity): number {
  if (granularity === 'DAY') return day
  return granularity === 'WEEK' ? weekStart(day) : monthStart(day)
}

function bucketEnd(day: number, granularity: ChartGranularity): number {
  if (granularity === 'DAY') return day
  return granularity === 'WEEK' ? weekStart(day) + 6 : monthStart(monthStart(day) + 31) - 1
}
