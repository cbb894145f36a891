import {
  addDays,
  type CalendarDate,
  type ChartQuestion,
  type ChartSection,
  type DateWindow,
  daysBetween,
  hasColumns,
  type MetricQuestion,
  NO_VALUE,
  type OperationName,
} from 'insights-transform'
import { UnexpectedDaysError } from './errors.ts'

/**
 * What the days of a chart answer say of the question:
 *
 * - `whole`: they are the days asked for, from the first to the last.
 * - `shifted`: both their ends lie by the same number of days beside what was asked.
 * - `beside`: some lie outside what was asked, and days are missing: `byDays` is what the last one says.
 * - `partial`: some of the days asked for and no others, as before a young listing's first day.
 * - `none`: there are no days; `hasNumbers` tells whether there is anything to date.
 * - `not_daily`: its points stand for more than a day each; `isNear` tells whether all of them touch what was asked.
 */
export type AnsweredDays =
  | { readonly kind: 'whole' | 'partial' }
  | { readonly kind: 'shifted' | 'beside'; readonly byDays: number; readonly answered: DateWindow }
  | { readonly kind: 'none'; readonly hasNumbers: boolean }
  | { readonly kind: 'not_daily'; readonly granularity: string; readonly isNear: boolean }

/** So many days a point begins at most before the first day that it stands for and that was asked for. */
const BEGUN_BEFORE: Readonly<Record<string, number>> = { DAY: 0, WEEK: 6, MONTH: 30 }
const YEAR = 365

/**
 * Reads the days of an answer against the days asked for. Similar listings count too: they may have numbers where a
 * listing has none yet. Any other second series may be of another time, and says nothing of these days.
 */
export function answeredDays(
  section: ChartSection | null,
  { window, comparison }: Pick<ChartQuestion, 'window' | 'comparison'>,
): AnsweredDays {
  const active = section?.comparisonTypeSelectors?.find(({ isActive }) => isActive === true)
  const isMarket = (active?.type ?? comparison) === 'MARKET'
  const charts = (section?.metricLineCharts ?? []).slice(0, isMarket ? 2 : 1)
  let first: CalendarDate | undefined
  let last: CalendarDate | undefined
  let coarse: string | undefined
  for (const { granularity, dataPoints } of charts) {
    if (dataPoints.length > 0 && granularity !== 'DAY') coarse ??= granularity
    for (const { ds } of dataPoints) {
      // They mostly come in order: one comparison each.
      if (last === undefined || ds > last) last = ds
      else if (first !== undefined && ds < first) first = ds
      first ??= ds
    }
  }
  if (first === undefined || last === undefined) return { kind: 'none', hasNumbers: hasNumbers(section) }
  if (coarse !== undefined) {
    const earliest = addDays(window.start, -(BEGUN_BEFORE[coarse] ?? YEAR))
    return { kind: 'not_daily', granularity: coarse, isNear: first >= earliest && last <= window.end }
  }
  const before = daysBetween(window.start, first)
  const after = daysBetween(window.end, last)
  if (before === 0 && after === 0) return { kind: 'whole' }
  const answered = { start: first, end: last }
  if (before === after) return { kind: 'shifted', byDays: after, answered }
  if (before >= 0 && after <= 0) return { kind: 'partial' }
  return { kind: 'beside', byDays: after, answered }
}

/** Whether the window's metrics hold a number. A 0 is none here: counts are 0 also where nothing was measured. */
function hasNumbers(section: ChartSection | null): boolean {
  const { primaryMetric = null, secondaryMetrics = null } = section ?? {}
  return [primaryMetric, ...(secondaryMetrics ?? [])].some((unit) => {
    if (unit?.value == null || unit.valueString === NO_VALUE) return false
    return Number(unit.value.longValue ?? unit.value.doubleValue) !== 0
  })
}

/** The error for an answer of other days than asked, or of none that could be told. */
export function unexpectedDays(
  operation: OperationName,
  { listingId, metric, window }: MetricQuestion,
  days: AnsweredDays | undefined,
  traceId: string | null,
): UnexpectedDaysError {
  const answered = days !== undefined && 'answered' in days ? days.answered : null
  const asked = `${metric} of listing ${listingId} was asked for ${window.start}…${window.end} and`
  let outcome =
    'answered without saying for which days: the day that the server counts from could not be told'
  if (days?.kind === 'not_daily') {
    outcome = `came back by the ${days.granularity}, ${days.isNear ? 'not day by day' : 'of other days'}`
  }
  if (answered !== null) outcome = `answered for ${answered.start}…${answered.end}`
  return new UnexpectedDaysError(`${asked} ${outcome}`, {
    operation,
    traceId,
    listingId,
    metric,
    asked: window,
    answered,
  })
}

/**
 * A question about a week that lies ahead of a base day: of it a young listing has nights, too. It is about the same
 * metric where that surely comes by the night, or else about page views, which do.
 */
export function weekAhead(question: ChartQuestion, baseDay: CalendarDate): ChartQuestion {
  const metric = hasColumns(question.metric) ? question.metric : 'p3_impressions'
  return { ...question, metric, window: { start: addDays(baseDay, 22), end: addDays(baseDay, 28) } }
}
