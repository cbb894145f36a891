import type { MetricQuestion } from './answers.ts'
import type { DriftReport } from './drift.ts'
import type { FlatMetric } from './flat.ts'
import type { MetricUnit } from './sections.ts'
import { rawValue, unwrapValue } from './wrapped-value.ts'

/** One metric unit with what was asked. */
export function flattenMetric(
  unit: MetricUnit,
  role: FlatMetric['role'],
  comparedWith: FlatMetric['comparedWith'],
  { listingId, internalName, metric, window }: MetricQuestion,
  report: DriftReport,
): FlatMetric {
  const value = unwrapValue(unit.value, unit.valueString, listingId, report)
  const valueChange = unwrapValue(unit.valueChange, unit.valueChangeString, listingId, report)
  return {
    kind: 'metric',
    listingId,
    internalName,
    metric: unit.metricName,
    asked: metric,
    window,
    role,
    comparedWith,
    value,
    valueRaw: rawValue(unit.value, unit.valueString, value, listingId, report),
    valueString: unit.valueString ?? null,
    valueType: unit.valueType ?? null,
    valueChange,
    valueChangeRaw: rawValue(unit.valueChange, unit.valueChangeString, valueChange, listingId, report),
    valueChangeString: unit.valueChangeString ?? null,
    valueChangeType: unit.valueChangeType ?? null,
    currency: unit.currency ?? null,
    label: unit.label ?? null,
  }
}
