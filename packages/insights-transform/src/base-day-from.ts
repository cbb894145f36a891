import { addDays } from './calendar-arithmetic.ts'
import { type CalendarDate, isCalendarDate } from './calendar-date.ts'
import { chartSeries } from './chart-series.ts'
import { firstSection } from './first-section.ts'
import type { ChartSection, PerformanceResponse } from './response-shapes.ts'

/** The days that a chart was asked for, as the request said it. */
export interface RelativeWindow {
  readonly relativeDsStart: number
  readonly relativeDsEnd: number
}

/**
 * What a chart answer says of the server's base day:
 *
 * - `agreed`: its first and its last point give the same base day.
 * - `disagreed`: they do not. Days are missing at an end, as before a young listing's first day.
 * - `none`: it has no points (`empty`), or none that stand for single days (`not-daily`).
 */
export type BaseDayReading =
  | { readonly kind: 'agreed'; readonly baseDay: CalendarDate }
  | { readonly kind: 'disagreed'; readonly fromFirst: CalendarDate; readonly fromLast: CalendarDate }
  | { readonly kind: 'none'; readonly reason: 'empty' | 'not-daily' }

const unheard = () => {}

/**
 * Reads the server's base day out of a chart answer: `ds` of the first point − `relativeDsStart`, and `ds` of the
 * last − `relativeDsEnd`. The first and last day are taken over the listing's own and the similar listings' series,
 * since similar listings have data where a young listing has none yet; last year's series says nothing of this year.
 *
 * @throws RangeError when `relativeDsStart` or `relativeDsEnd` is not an integer.
 */
export function baseDayFrom(
  response: PerformanceResponse<ChartSection>,
  { relativeDsStart, relativeDsEnd }: RelativeWindow,
): BaseDayReading {
  const section = firstSection(response, null, unheard)
  if (section === undefined) return { kind: 'none', reason: 'empty' }

  let first: CalendarDate | undefined
  let last: CalendarDate | undefined
  let notDaily = false
  chartSeries(section, { listingId: null }, unheard).forEach((series, index) => {
    const chart = section.metricLineCharts[index]
    if (chart === undefined || series === undefined || series === 'previousYear') return
    if (chart.granularity !== 'DAY') {
      notDaily ||= chart.dataPoints.length > 0
      return
    }
    for (const { ds } of chart.dataPoints) {
      if (!isCalendarDate(ds)) continue
      if (first === undefined || ds < first) first = ds
      if (last === undefined || ds > last) last = ds
    }
  })

  if (first === undefined || last === undefined)
    return { kind: 'none', reason: notDaily ? 'not-daily' : 'empty' }
  const fromFirst = addDays(first, -relativeDsStart)
  const fromLast = addDays(last, -relativeDsEnd)
  return fromFirst === fromLast
    ? { kind: 'agreed', baseDay: fromFirst }
    : { kind: 'disagreed', fromFirst, fromLast }
}
