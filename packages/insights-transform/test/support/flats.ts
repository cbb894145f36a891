import type { FlatMetric, FlatPoint } from 'insights-transform'
import { deepFreeze } from './deep-freeze.ts'

const asked = {
  listingId: '1048576000000000001',
  internalName: 'Garden room',
  metric: 'conversion_rate',
  window: { start: '2025-03-02', end: '2025-03-08' },
}

/** A flat point, frozen. */
export function flatPoint(more: Partial<FlatPoint> = {}): FlatPoint {
  return deepFreeze({
    kind: 'point',
    ...asked,
    series: 'your',
    granularity: 'DAY',
    date: '2025-03-02',
    value: 0.125,
    valueRaw: null,
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
    ...asked,
    asked: 'conversion_rate',
    role: 'primary',
    comparedWith: 'similar',
    value: 0.125,
    valueRaw: null,
    valueString: '12.5%',
    valueType: 'PERCENTAGE',
    valueChange: -0.5,
    valueChangeRaw: null,
    valueChangeString: '-50%',
    valueChangeType: 'PERCENTAGE',
    currency: null,
    label: 'Overall conversion rate',
    ...more,
  })
}
