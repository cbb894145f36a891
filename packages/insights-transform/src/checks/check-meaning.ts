import type { ChartAnswer } from '../answers.ts'
import { addDays } from '../calendar-arithmetic.ts'
import { comparedSeries } from '../chart-series.ts'
import type { DateWindow } from '../date-window.ts'
import { ignoreDrift } from '../drift.ts'
import { groupBy } from '../group-by.ts'
import type { LineChart, MetricUnit, ValueWrapper } from '../sections.ts'
import { unwrapValue } from '../wrapped-value.ts'

/**
 * Something that was true of every answer ever seen:
 *
 * - `page_views_sum`: a window's page views are the sum of its nights'.
 * - `search_rate`: the search-to-listing rate is page views ÷ impressions, at most 1.
 * - `whole_booked_nights`: conversion × impressions, the booked nights, is a whole number.
 * - `change_is_own_minus_similar`: own less the change is the similar listings' number: of page views the sum of their
 *   nights', each of which is rounded; of conversion neither negative nor above that of their best night.
 */
export type MeaningRule =
  | 'page_views_sum'
  | 'search_rate'
  | 'whole_booked_nights'
  | 'change_is_own_minus_similar'

/** A rule that answers break: the numbers may no longer mean what they did. */
export interface MeaningChange {
  readonly rule: MeaningRule
  readonly listingId: string
  readonly window: DateWindow
  /** What the rule says that the number is, or the nearest number that it allows. */
  readonly expected: number
  /** What the answer says. */
  readonly actual: number
  /** The same as an English sentence. */
  readonly message: string
}

/** Beyond the last digits of a double, and far below what the page shows of a rate. */
const RATE_TOLERANCE = 1e-9

/**
 * Which rules the answers break, listing by listing and window by window. Each rule is tried where all that it needs is
 * there, on numbers that were counted from one base day. The night of the base day and the one after are still being
 * counted: a window that holds either need not agree with its nights.
 */
export function checkMeaning(answers: readonly ChartAnswer[]): MeaningChange[] {
  const windows = groupBy(
    answers,
    ({ request: { listingId, window } }) => `${listingId},${window.start},${window.end}`,
  )
  return [...windows.values()].flatMap((group) => [...checkFunnel(group), ...group.flatMap(checkNights)])
}

/** What the window's own numbers say of one another; they come in answers to several questions. */
function checkFunnel(answers: readonly ChartAnswer[]): MeaningChange[] {
  const [first] = answers
  if (first === undefined || answers.some(({ baseDay }) => baseDay !== first.baseDay)) return []
  const number = (name: string): number => {
    for (const answer of answers) {
      const unit = unitNamed(name, answer)
      if (unit !== undefined) return numberOf(unit.value, unit.valueString)
    }
    return Number.NaN
  }
  const impressions = number('p2_impressions') || Number.NaN
  const rate = Math.min(1, number('p3_impressions') / impressions)
  const booked = number('conversion_rate') * impressions
  return [
    ...broken(
      first,
      'search_rate',
      'search_conversion_rate is page views ÷ impressions',
      rate,
      number('search_conversion_rate'),
      RATE_TOLERANCE,
    ),
    ...broken(
      first,
      'whole_booked_nights',
      'conversion × impressions is a whole number',
      Math.round(booked),
      booked,
      RATE_TOLERANCE * impressions,
    ),
  ]
}

/** What the window's number says of its nights'. */
function checkNights(answer: ChartAnswer): MeaningChange[] {
  const { request, section } = answer
  if (section === null || isStillCounted(answer)) return []
  const unit = unitNamed(request.metric, answer)
  const value = numberOf(unit?.value, unit?.valueString)
  const similarValue = value - numberOf(unit?.valueChange, unit?.valueChangeString)
  const [ownChart, comparedChart] = section.metricLineCharts
  const own = nightsOf(ownChart)
  const similar = comparedSeries(section, request, ignoreDrift) === 'similar' ? nightsOf(comparedChart) : []

  if (request.metric === 'p3_impressions') {
    const what = 'page views of the window are the sum of its nights’'
    const whatSimilar = 'page views less their change are those of similar listings'
    return [
      ...broken(answer, 'page_views_sum', what, sumOf(own), value, 0),
      // Each night's number is rounded to whole views, whichever way.
      ...broken(
        answer,
        'change_is_own_minus_similar',
        whatSimilar,
        sumOf(similar),
        similarValue,
        similar.length,
      ),
    ]
  }
  if (request.metric !== 'conversion_rate' || similar.length === 0) return []
  const nearest = Math.min(Math.max(similarValue, 0), Math.max(...similar))
  const what = 'conversion less its change is that of similar listings'
  return broken(answer, 'change_is_own_minus_similar', what, nearest, similarValue, RATE_TOLERANCE)
}

/** One broken rule, or none. A number that is not there is NaN, which no comparison calls wrong. */
function broken(
  { request: { listingId, window } }: ChartAnswer,
  rule: MeaningRule,
  what: string,
  expected: number,
  actual: number,
  tolerance: number,
): MeaningChange[] {
  if (!(Math.abs(expected - actual) > tolerance)) return []
  const message =
    `Listing ${listingId}, ${window.start}…${window.end}: ${what}: ` +
    `${String(expected)} was expected, and ${String(actual)} came.`
  return [{ rule, listingId, window, expected, actual, message }]
}

function isStillCounted({ request: { window }, baseDay }: ChartAnswer): boolean {
  return baseDay === null || (window.start <= addDays(baseDay, 1) && window.end >= baseDay)
}

function unitNamed(name: string, { section }: ChartAnswer): MetricUnit | undefined {
  if (section?.primaryMetric?.metricName === name) return section.primaryMetric
  return section?.secondaryMetrics?.find(({ metricName }) => metricName === name)
}

/** The numbers of a series, night by night; none where it is not by the night. */
function nightsOf(chart: LineChart | undefined): readonly number[] {
  if (chart?.granularity !== 'DAY') return []
  return chart.dataPoints.map(({ value, valueString }) => numberOf(value, valueString))
}

function sumOf(nights: readonly number[]): number {
  return nights.length === 0 ? Number.NaN : nights.reduce((sum, night) => sum + night)
}

function numberOf(wrapper: ValueWrapper | null | undefined, text: string | null | undefined): number {
  const value = unwrapValue(wrapper, text, '', ignoreDrift)
  return typeof value === 'number' ? value : Number.NaN
}
