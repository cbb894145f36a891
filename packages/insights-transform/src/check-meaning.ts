import type { ChartAnswer } from './answers.ts'
import { addDays } from './calendar-arithmetic.ts'
import type { DateWindow } from './date-window.ts'
import type { LineChart, MetricUnit, ValueWrapper } from './sections.ts'
import { unwrapValue } from './wrapped-value.ts'

/**
 * Something that was true of every answer ever seen:
 *
 * - `page_views_sum`: a window's page views are the sum of its nights'.
 * - `search_rate`: the search-to-listing rate is page views ÷ impressions, at most 1.
 * - `whole_booked_nights`: conversion × impressions is a whole number: the booked nights.
 * - `change_is_own_minus_similar`: a change is own − similar: for page views to within the rounding of the nights; for
 *   conversion the similar listings' rate is neither negative nor above that of their best night.
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
  /** What the rule says that the number is. */
  readonly expected: number
  /** What the answer says. */
  readonly actual: number
  /** The same as an English sentence. */
  readonly message: string
}

/**
 * Which rules the answers about one listing and one window break. Each rule is tried where all that it needs is there;
 * nights that are still being counted, those of the base day and the day after, are no evidence.
 */
export function checkMeaning(answers: readonly ChartAnswer[]): MeaningChange[] {
  const [first] = answers
  if (first === undefined) return []
  const { listingId, window } = first.request
  const changes: MeaningChange[] = []
  const broken = (rule: MeaningRule, expected: number, actual: number, what: string): void => {
    const message =
      `Listing ${listingId}, ${window.start}…${window.end}: ${what}: ` +
      `${String(expected)} was expected, and ${String(actual)} came.`
    changes.push({ rule, listingId, window, expected, actual, message })
  }

  const numbers = new Map(
    answers.flatMap(unitsOf).map((unit) => [unit.metricName, numberOf(unit.value, unit.valueString)]),
  )
  const views = numbers.get('p3_impressions') ?? null
  const impressions = numbers.get('p2_impressions') ?? null
  const searchRate = numbers.get('search_conversion_rate') ?? null
  if (searchRate !== null && views !== null && impressions !== null && impressions > 0) {
    const rate = Math.min(1, views / impressions)
    if (!isClose(rate, searchRate)) {
      broken('search_rate', rate, searchRate, 'search_conversion_rate is page views ÷ impressions')
    }
  }
  const conversion = numbers.get('conversion_rate') ?? null
  if (conversion !== null && impressions !== null) {
    const booked = conversion * impressions
    if (Math.abs(booked - Math.round(booked)) > 1e-6 * Math.max(1, booked)) {
      broken('whole_booked_nights', Math.round(booked), booked, 'conversion × impressions is a whole number')
    }
  }
  for (const answer of answers) {
    if (isStillCounted(answer)) continue
    if (answer.request.metric === 'p3_impressions') checkPageViews(answer, broken)
    if (answer.request.metric === 'conversion_rate') checkSimilarConversion(answer, broken)
  }
  return changes
}

type Broken = (rule: MeaningRule, expected: number, actual: number, what: string) => void

function checkPageViews({ section }: ChartAnswer, broken: Broken): void {
  const primary = section?.primaryMetric
  const views = numberOf(primary?.value, primary?.valueString)
  if (views === null) return
  const [own, similar] = nightsOf(section?.metricLineCharts)
  const sum = sumOf(own)
  if (sum !== null && sum !== views) {
    broken('page_views_sum', sum, views, 'page views of the window are the sum of its nights’')
  }
  const change = numberOf(primary?.valueChange, primary?.valueChangeString)
  const similarSum = sumOf(similar)
  // Each night's number is rounded to whole views, whichever way.
  if (change !== null && similarSum !== null && Math.abs(views - change - similarSum) > similar.length) {
    const what = 'page views less their change are those of similar listings'
    broken('change_is_own_minus_similar', similarSum, views - change, what)
  }
}

function checkSimilarConversion({ section }: ChartAnswer, broken: Broken): void {
  const primary = section?.primaryMetric
  const rate = numberOf(primary?.value, primary?.valueString)
  const change = numberOf(primary?.valueChange, primary?.valueChangeString)
  const [, similar] = nightsOf(section?.metricLineCharts)
  if (rate === null || change === null || similar.length === 0) return
  const best = Math.max(...similar.map((night) => night ?? Number.POSITIVE_INFINITY))
  const limit = Math.min(Math.max(rate - change, 0), best)
  if (!isClose(limit, rate - change)) {
    const what = 'conversion less its change is that of similar listings'
    broken('change_is_own_minus_similar', limit, rate - change, what)
  }
}

function isStillCounted({ request, baseDay }: ChartAnswer): boolean {
  if (baseDay === null) return true
  return request.window.start <= addDays(baseDay, 1) && request.window.end >= baseDay
}

function unitsOf({ section }: ChartAnswer): readonly MetricUnit[] {
  const units = section?.secondaryMetrics ?? []
  return section?.primaryMetric ? [section.primaryMetric, ...units] : units
}

type Nights = readonly (number | null)[]

/** The numbers of the own and of the similar series, night by night; none where a series is not by the night. */
function nightsOf(charts: readonly LineChart[] = []): readonly [Nights, Nights] {
  const numbers = (chart: LineChart | undefined): Nights =>
    chart?.granularity === 'DAY'
      ? chart.dataPoints.map(({ value, valueString }) => numberOf(value, valueString))
      : []
  return [numbers(charts[0]), numbers(charts[1])]
}

function sumOf(nights: Nights): number | null {
  if (nights.length === 0) return null
  return nights.reduce((sum, night) => (sum === null || night === null ? null : sum + night), 0)
}

function numberOf(wrapper: ValueWrapper | null | undefined, text: string | null | undefined): number | null {
  const value = unwrapValue(wrapper, text, null, () => {})
  return typeof value === 'number' ? value : null
}

function isClose(one: number, other: number): boolean {
  return Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one), Math.abs(other))
}
