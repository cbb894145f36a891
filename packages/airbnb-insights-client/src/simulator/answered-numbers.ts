import { addDays, type CalendarDate, type OperationName } from 'insights-transform'
import type { SimulatedRequest } from './request-log.ts'
import { asRecord } from './responses/json-record.ts'

/** A number that an answer held, and all that it takes to find it again in what was stored. */
export interface AnsweredNumber {
  /** What was asked. */
  operation: OperationName
  /** Whose session asked. */
  accountId: string
  /** The listing that it is about. */
  listingId: string
  /** The metric that was asked for. */
  asked: string
  /** The name that it came under: of a point the metric asked for, of a window the metric's own. */
  metric: string
  /** `change`: how far a window's number is from what it is compared with. */
  kind: 'point' | 'window' | 'change'
  /** The second series is `similar` or `overTime`, as the answer says; of a window it is `your`. */
  series: 'your' | 'similar' | 'overTime'
  /** What a point stands for, such as `DAY`; of a window `WINDOW`. */
  granularity: string
  /** The point's day, or the first of the window. */
  date: CalendarDate
  /** The last day of the window; `null`: it is a point. */
  windowEnd: CalendarDate | null
  /** The number itself, out of whatever it was wrapped in. */
  value: number
  /** The text beside it; `null`: none. */
  valueString: string | null
}

/**
 * Every number of every answer about one listing, in the order in which they went out: to be looked for in what a program
 * made of them. A number beside "-" is none, and the axis' bounds are no points. The listing overview's occupancy is left
 * out: its answer does not say of which days it is.
 *
 * @param requests - a simulation's `requests`, of one made with the option `keepAnswers`
 * @throws TypeError where answers were not kept.
 */
export function answeredNumbers(requests: readonly SimulatedRequest[]): AnsweredNumber[] {
  return requests.flatMap((request) => {
    if (request.answer === undefined) throw new TypeError('The simulation was made without keepAnswers')
    return [...numbersOf(request, request.answer)]
  })
}

function* numbersOf(request: SimulatedRequest, body: string | null): Generator<AnsweredNumber> {
  const { operation, accountId, listingId, metric: asked, baseDay, relativeDsStart, relativeDsEnd } = request
  const isComplete = operation !== null && accountId !== null && listingId !== null && asked !== null
  if (!isComplete || relativeDsStart === null || relativeDsEnd === null) return
  const section = sectionOf(body)
  if (section === null) return
  const of = { operation, accountId, listingId, asked }
  const isCompared = objects(section['comparisonTypeSelectors']).find(({ isActive }) => isActive === true)
  const second = isCompared?.['type'] === 'YOY' ? 'overTime' : 'similar'
  for (const [place, chart] of objects(section['metricLineCharts']).entries()) {
    const series = place === 0 ? 'your' : second
    for (const point of objects(chart['dataPoints'])) {
      const granularity = String(chart['granularity'])
      const at = { granularity, date: String(point['ds']), windowEnd: null }
      yield* number({ ...of, metric: asked, kind: 'point', series, ...at }, point, 'value')
    }
  }
  const window = { date: addDays(baseDay, relativeDsStart), windowEnd: addDays(baseDay, relativeDsEnd) }
  const units = [section['primaryMetric'], section['secondaryMetrics'], section['metrics']].flat()
  for (const unit of objects(units)) {
    const metric = String(unit['metricName'])
    const at = { ...of, metric, series: 'your', granularity: 'WINDOW', ...window } as const
    yield* number({ ...at, kind: 'window' }, unit, 'value')
    yield* number({ ...at, kind: 'change' }, unit, 'valueChange')
  }
}

/** The number that stands under a key, in whatever it is wrapped; none where it is no number. */
function* number(
  at: Omit<AnsweredNumber, 'value' | 'valueString'>,
  holder: Record<string, unknown>,
  key: 'value' | 'valueChange',
): Generator<AnsweredNumber> {
  const text = holder[`${key}String`]
  if (text === '-') return
  const wrapper = asRecord(holder[key])
  const held: readonly unknown[] =
    wrapper === null
      ? [holder[key]]
      : Object.entries(wrapper).flatMap(([name, content]): unknown[] =>
          name === '__typename' ? [] : [content],
        )
  const [only, ...others] = held.filter((content) => content !== null)
  const isLong = wrapper !== null && 'longValue' in wrapper
  const value = isLong ? Number(only) : only
  if (typeof value !== 'number' || others.length > 0) return
  yield { ...at, value, valueString: typeof text === 'string' ? text : null }
}

function sectionOf(body: string | null): Record<string, unknown> | null {
  let json: unknown
  try {
    json = JSON.parse(body ?? '')
  } catch {
    return null
  }
  const porygon = asRecord(asRecord(asRecord(json)?.['data'])?.['porygon'])
  const components = asRecord(porygon?.['getPerformanceComponents'])?.['components']
  return Array.isArray(components) ? asRecord(components[0]) : null
}

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(asRecord).filter((item) => item !== null) : []
}
