import { type CalendarDate, type MetricName, metricNamed } from 'insights-transform'
import { formatOf, type MetricFormat } from '../nights/metric-definitions.ts'
import { formatValue, NO_DATA } from '../nights/value-format.ts'
import type { DataPointShape, MetricUnitShape, ValueWrapperShape } from './response-shape.ts'

/** A metric as a test states it. */
export interface MetricInput {
  /** Its name; one that nobody knows is shown as a plain number. */
  metric: MetricName | (string & {})
  /** A count, or a rate as a fraction; `null` becomes the API's "no data": `"-"` beside a wrapped 0. */
  value: number | null
  /** The difference to the comparison. @defaultValue null */
  valueChange?: number | null
  /** The text beside the value. @defaultValue the value as the API writes it */
  valueString?: string
  /** The text beside the change. @defaultValue the change as the API writes it */
  valueChangeString?: string | null
}

/** A point of a series as a test states it. */
export interface PointInput {
  ds: CalendarDate
  /** `null` becomes the API's "no data": `"-"` beside a wrapped 0. */
  value: number | null
  /** The text beside the value. @defaultValue the value as the API writes it */
  valueString?: string
}

/** Builds a `porygonPMetricUnit`. */
export function metricUnit(input: MetricInput): MetricUnitShape {
  const format = formatOf(input.metric)
  const change = input.valueChange ?? null
  const changeString = change === null ? null : formatValue(format, change)
  return {
    __typename: 'porygonPMetricUnit',
    value: wrap(format, input.value),
    valueType: valueType(format),
    valueChange: change === null ? null : { __typename: 'porygonDoubleWrapper', doubleValue: change },
    valueChangeType: valueType(format),
    valueString: input.valueString ?? valueString(format, input.value),
    currency: format.kind === 'money' ? 'USD' : null,
    label: metricNamed(input.metric)?.label ?? input.metric,
    valueChangeString: input.valueChangeString === undefined ? changeString : input.valueChangeString,
    metricName: input.metric,
  }
}

/** Builds a `porygonPDataPoint` of a metric. */
export function dataPoint(metric: MetricName, input: PointInput, label: string | null): DataPointShape {
  const format = formatOf(metric)
  return {
    __typename: 'porygonPDataPoint',
    ds: input.ds,
    value: wrap(format, input.value),
    valueType: valueType(format),
    valueString: input.valueString ?? valueString(format, input.value),
    label,
  }
}

function wrap(format: MetricFormat, value: number | null): ValueWrapperShape {
  return format.kind === 'count'
    ? { __typename: 'porygonLongWrapper', longValue: String(value ?? 0) }
    : { __typename: 'porygonDoubleWrapper', doubleValue: value ?? 0 }
}

function valueString(format: MetricFormat, value: number | null): string {
  return value === null ? NO_DATA : formatValue(format, value)
}

/** `PERCENTAGE` and `NUMBER` are as captured, `CURRENCY` and `RATING` are assumed. */
function valueType(format: MetricFormat): string {
  if (format.kind === 'percentage') return 'PERCENTAGE'
  if (format.kind === 'rating') return 'RATING'
  return format.kind === 'money' ? 'CURRENCY' : 'NUMBER'
}
