import { NO_DATA } from '../nights/value-format.ts'
import type { Answer } from './answer.ts'
import { asRecord } from './json-record.ts'

/** How a malformed answer is wrong: cut off in mid-JSON, or whole JSON of another shape. */
export type MalformedShape = 'wrong_shape' | 'truncated'

/** How an answer says "no data": no component, no series, or a series without points. */
export type EmptyShape = 'components' | 'metricLineCharts' | 'dataPoints'

/**
 * Makes a good answer malformed. In the wrong shape, a chart's first point has a number for `ds`, a metric
 * has no `metricName`, and a listing's id is a number; the trace id stays.
 */
export function malformed(answer: Answer, as: MalformedShape = 'wrong_shape'): Answer {
  if (as === 'truncated') return { ...answer, body: answer.body.slice(0, answer.body.length >> 1) }
  return edit(answer, (component) => {
    const point = objects(objects(component['metricLineCharts'])[0]?.['dataPoints'])[0]
    if (point !== undefined) point['ds'] = 20_250_112
    else if ('metricLineCharts' in component) component['metricLineCharts'] = 'none'
    for (const metric of objects(component['metrics'])) delete metric['metricName']
    for (const row of objects(component['tableRows'])) row['id'] = 0
  })
}

/** Takes the data out of a good answer; a valid answer all the same. */
export function emptied(answer: Answer, as: EmptyShape = 'components'): Answer {
  return edit(answer, (component, components) => {
    if (as === 'components') components.length = 0
    if (as === 'metricLineCharts' && 'metricLineCharts' in component) component['metricLineCharts'] = []
    for (const chart of objects(component['metricLineCharts'])) chart['dataPoints'] = []
    const window = [component['primaryMetric'], ...objects(component['secondaryMetrics'])]
    for (const unit of objects(window)) takeValue(unit)
    if ('metrics' in component) component['metrics'] = []
    if ('tableRows' in component) Object.assign(component, { tableRows: [], totalCount: 0, resultsCount: 0 })
  })
}

/** Makes a metric unit say that there is no value, as the API does: "-" beside a wrapped 0. */
function takeValue(unit: Record<string, unknown>): void {
  const wrapper = asRecord(unit['value'])
  if (wrapper !== null)
    Object.assign(wrapper, 'longValue' in wrapper ? { longValue: '0' } : { doubleValue: 0 })
  Object.assign(unit, { valueString: NO_DATA, valueChange: null, valueChangeString: null })
}

/** Takes the window's metrics out of a chart, and leaves its nights. */
export function withoutWindowMetrics(answer: Answer): Answer {
  return edit(answer, (component) =>
    Object.assign(component, { primaryMetric: null, secondaryMetrics: null }),
  )
}

/** Takes the nights out of a chart, and leaves its window's metrics. */
export function withoutNights(answer: Answer): Answer {
  return edit(answer, (component) => {
    for (const chart of objects(component['metricLineCharts'])) chart['dataPoints'] = []
  })
}

/** Keeps a listing back: `totalCount` says one more than came. */
export function incomplete(answer: Answer): Answer {
  return edit(answer, (component) => {
    const rows = objects(component['tableRows'])
    component['tableRows'] = rows.slice(0, -1)
    component['resultsCount'] = Math.max(0, rows.length - 1)
  })
}

/** Adds keys and a type name that nobody has seen yet, which must not break a reader. */
export function withNovelFields(answer: Answer): Answer {
  return edit(answer, (component) => {
    component['__typename'] = 'porygonPNovelSection'
    component['novelField'] = { __typename: 'porygonNovelThing', anything: [1, null, 'x'] }
    for (const unit of [...objects(component['metrics']), ...objects(component['secondaryMetrics'])]) {
      unit['novelField'] = true
    }
  })
}

/** What is new in an answer with a metric that nobody knows. */
export interface NovelMetricOptions {
  /** Its name. @defaultValue 'novel_metric' */
  metric?: string
  /** What it is wrapped in: any JSON. @defaultValue a number in a wrapper of its own */
  value?: unknown
  /** The text beside it. @defaultValue '17' */
  valueString?: string | null
}

const TALLY = { __typename: 'porygonNovelWrapper', tally: 17 }

/** Adds a metric that nobody knows to the window of a chart, or to a list of metrics. */
export function withNovelMetric(answer: Answer, options: NovelMetricOptions = {}): Answer {
  const { metric = 'novel_metric', value = TALLY, valueString = '17' } = options
  const unit = {
    __typename: 'porygonPMetricUnit',
    value,
    valueType: 'NOVEL',
    valueChange: null,
    valueChangeType: null,
    valueString,
    currency: null,
    label: 'Something new',
    valueChangeString: null,
    metricName: metric,
  }
  return edit(answer, (component) => {
    for (const units of ['secondaryMetrics', 'metrics']) {
      if (units in component) component[units] = [...objects(component[units]), unit]
    }
  })
}

/** Puts this JSON in the place of each value's wrapper: of a chart's points, and of the metrics of its window. */
export function withValues(answer: Answer, value: unknown): Answer {
  return edit(answer, (component) => {
    const points = objects(component['metricLineCharts']).flatMap((chart) => objects(chart['dataPoints']))
    const units = [
      component['primaryMetric'],
      ...objects(component['secondaryMetrics']),
      ...objects(component['metrics']),
    ]
    for (const holder of [...points, ...objects(units)]) holder['value'] = value
  })
}

/** Parses a body, changes its first component in place, and writes it again. */
function edit(
  answer: Answer,
  change: (component: Record<string, unknown>, components: unknown[]) => void,
): Answer {
  const body = asRecord(JSON.parse(answer.body))
  const porygon = asRecord(asRecord(body?.['data'])?.['porygon'])
  const components = asRecord(porygon?.['getPerformanceComponents'])?.['components']
  const component = Array.isArray(components) ? asRecord(components[0]) : null
  if (Array.isArray(components) && component !== null) change(component, components)
  return { ...answer, body: JSON.stringify(body) }
}

function objects(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(asRecord).filter((item) => item !== null) : []
}
