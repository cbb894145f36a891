import type { Series } from 'insights-transform'
import { calendarDate, monthStart, weekStart } from './nights/calendar.ts'
import { mix } from './nights/integer-hash.ts'
import type { ListingSubjects } from './nights/listing-subject.ts'
import { type NightSpan, pointValue } from './nights/simulated-value.ts'
import {
  LONGEST_DAILY_WINDOW,
  type SimulatedWindowMetric,
  servedWindow,
  spanBefore,
} from './nights/window-metrics.ts'
import type { QueryArguments } from './query-arguments.ts'
import { chartResponse } from './responses/chart-response.ts'
import type { PointInput } from './responses/metric-unit.ts'
import type {
  ChartGranularity,
  ChartSectionShape,
  PerformanceResponseShape,
} from './responses/response-shape.ts'

/** A window of more nights is answered by the month. Seen are 90 by the week, and 180 by the month. */
const LONGEST_WEEKLY_WINDOW = 179

interface ChartQuestion {
  listings: readonly ListingSubjects[]
  args: QueryArguments
  window: NightSpan
  metrics: SimulatedWindowMetric[]
  today: number
  traceId: string
  /** In place of the one that the window's length decides. */
  granularity?: ChartGranularity | undefined
}

/** The answer to a chart request over a window of nights. */
export function chartAnswer(question: ChartQuestion): PerformanceResponseShape<ChartSectionShape> {
  const { listings, args, window, metrics, today, traceId } = question
  const { metric, comparison } = args
  const granularity = question.granularity ?? granularityOf(window)
  const [primary, ...secondary] = metrics
  // Each point stands under its own night: those of "Over time" are of the span before (assumed).
  const second: [Series, NightSpan] =
    comparison === 'YOY' ? ['overTime', spanBefore(window)] : ['similar', window]
  return chartResponse({
    metric,
    comparison,
    granularity,
    your: points(question, granularity, 'your', window),
    compared: points(question, granularity, ...second),
    // Both ways of saying "no data" occur; which one is the window's, so that an answer can be had again.
    withoutLineCharts: listings.every(({ hasData }) => !hasData) && mix(window.start, window.end) % 2 === 0,
    ...(primary === undefined ? {} : { metrics: [primary, ...secondary] }),
    axisDay: calendarDate(today),
    traceId,
  })
}

function granularityOf({ start, end }: NightSpan): ChartGranularity {
  const nights = end - start + 1
  if (nights <= LONGEST_DAILY_WINDOW) return 'DAY'
  return nights <= LONGEST_WEEKLY_WINDOW ? 'WEEK' : 'MONTH'
}

/** The points of a series: one for each night, week or month of the window that the listings have data of. */
function points(
  { listings, args, today }: ChartQuestion,
  granularity: ChartGranularity,
  series: Series,
  window: NightSpan,
): PointInput[] {
  const served = servedWindow(window, today)
  const result: PointInput[] = []
  for (let night = served.start; night <= served.end; ) {
    const end = Math.min(served.end, bucketEnd(night, granularity))
    const value = pointValue(listings, { metric: args.metric, series }, { start: night, end }, today)
    if (value !== null) result.push({ ds: calendarDate(bucketStart(night, granularity)), value })
    night = end + 1
  }
  return result
}

/** A week or month is named by its first day, though the window may begin later (*assumed*). */
function bucketStart(night: number, granularity: ChartGranularity): number {
  if (granularity === 'DAY') return night
  return granularity === 'WEEK' ? weekStart(night) : monthStart(night)
}

function bucketEnd(night: number, granularity: ChartGranularity): number {
  if (granularity === 'DAY') return night
  return granularity === 'WEEK' ? weekStart(night) + 6 : monthStart(monthStart(night) + 31) - 1
}
