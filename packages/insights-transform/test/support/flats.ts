import type { FlatMetric, FlatPoint } from 'insights-transform'
import { context } from './answers.ts'
import { deepFreeze } from './deep-freeze.ts'

/** A flat point, frozen. */
export function flatPoint(more: Partial<FlatPoint> = {}): FlatPoint {
  return deepFreeze({
    kind: 'point',
    ...context(),
    series: 'your',
    granularity: 'DAY',
    ds: '2025-03-02',
    value: 0.125,
    valueString: '12.5%',
    valueType: 'PERCENTAGE',
    label: 'Your listings',
    ...more,
  })
}

/** A flat metric, frozen. */
export function flatMetric(more: Partial<FlatMetric> = {}): FlatMetric {
  return deepFreeze({
    kind: 'metric',
    ...context(),
    role: 'primary',
    metricName: 'conversion_rate',
    value: 0.125,
    valueString: '12.5%',
    valueType: 'PERCENTAGE',
    valueChange: -0.5,
    valueChangeString: '-50%',
    valueChangeType: 'PERCENTAGE',
    currency: null,
    label: 'Overall conversion rate',
    ...more,
  })
}
