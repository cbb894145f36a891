import { type CalendarDate, daysBetween, isCalendarDate } from 'insights-transform'
import { fieldsOf } from '../json-object.ts'
import type { SeenChart } from './findings.ts'
import { enumWord } from './harmless-words.ts'
import { KNOWN_COMPARISONS, KNOWN_GRANULARITIES, KNOWN_SERIES } from './known-parts.ts'
import { shownWord } from './shown-word.ts'
import { Range, Tally } from './tally.ts'

/** What of a chart tells its kind. */
export interface ChartKind {
  readonly granularity: string
  readonly comparison: string | null
  readonly series: number
}

interface CountedChart extends ChartKind {
  charts: number
  readonly nights: Range
  readonly points: Range
  readonly stepDays: Range
  readonly weekdays: Set<string>
  /** Whether all points so far are first days of a month. */
  onFirsts: boolean
}

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const
/** A Sunday. */
const SUNDAY: CalendarDate = '2001-01-07'

/** How the points of charts lie, by kind of chart. */
export class ChartTally {
  readonly #charts = new Tally<CountedChart>()

  /**
   * Takes a chart in.
   *
   * @param series - the elements of its `metricLineCharts`
   * @param nights - how many nights were asked for
   */
  take(series: readonly unknown[], comparison: string | null, nights: number | null): ChartKind {
    const granularities = new Set(series.map((one) => shownWord(enumWord, fieldsOf(one)['granularity'])))
    const kind: ChartKind = {
      granularity: granularities.size === 0 ? 'none' : [...granularities].join(' and '),
      comparison,
      series: series.length,
    }
    const chart = this.#charts.of([kind.granularity, comparison, kind.series], () => ({
      ...kind,
      charts: 0,
      nights: new Range(),
      points: new Range(),
      stepDays: new Range(),
      weekdays: new Set<string>(),
      onFirsts: true,
    }))
    if (chart === null) return kind
    chart.charts += 1
    chart.nights.take(nights)
    for (const one of series) takePoints(chart, fieldsOf(one)['dataPoints'])
    return kind
  }

  get leftOut(): number {
    return this.#charts.leftOut
  }

  /** All kinds of charts, as they were first seen. */
  get found(): readonly SeenChart[] {
    return this.#charts.all.map(
      ({ granularity, comparison, series, charts, nights, points, stepDays, ...days }) => ({
        granularity,
        comparison,
        series,
        charts,
        nights: nights.found,
        points: points.found ?? { least: 0, most: 0 },
        stepDays: stepDays.found,
        startsOn: startsOn(days),
        isKnown: isKnownChart({ granularity, comparison, series }),
      }),
    )
  }
}

/** Whether charts of a kind are known. */
export function isKnownChart({ granularity, comparison, series }: ChartKind): boolean {
  const isKnownComparison = comparison === null || KNOWN_COMPARISONS.has(comparison)
  return isKnownComparison && KNOWN_SERIES.has(series) && isKnownGranularity(granularity)
}

/** Whether a granularity is known; that of a chart without series says nothing. */
export const isKnownGranularity = (granularity: string): boolean =>
  granularity === 'none' || KNOWN_GRANULARITIES.has(granularity)

function takePoints(chart: CountedChart, list: unknown): void {
  const dataPoints: readonly unknown[] = Array.isArray(list) ? list : []
  chart.points.take(dataPoints.length)
  let before: CalendarDate | null = null
  for (const point of dataPoints) {
    const day = fieldsOf(point)['ds']
    if (!isCalendarDate(day)) continue
    if (before !== null) chart.stepDays.take(daysBetween(before, day))
    before = day
    chart.onFirsts &&= day.endsWith('-01')
    const weekday = WEEKDAYS[((daysBetween(SUNDAY, day) % 7) + 7) % 7]
    if (weekday !== undefined) chart.weekdays.add(weekday)
  }
}

function startsOn({ weekdays, onFirsts }: Pick<CountedChart, 'weekdays' | 'onFirsts'>): string {
  const [only, ...others] = weekdays
  if (only === undefined) return 'any'
  if (others.length === 0) return only
  return onFirsts ? 'first of the month' : 'any'
}
