import type { DriftReport } from './drift.ts'
import type { FlatMetric, FlattenContext } from './flat.ts'
import type { MetricUnit } from './response-shapes.ts'
import { unwrapValue } from './wrapped-value.ts'

/** One metric unit with its request's fields. */
export function flattenMetric(
  unit: MetricUnit,
  role: FlatMetric['role'],
  context: FlattenContext,
  report: DriftReport,
): FlatMetric {
  return {
    kind: 'metric',
    listingId: context.listingId,
    listingName: context.listingName,
    metricType: context.metricType,
    groupValue: context.groupValue,
    window: context.window,
    role,
    metricName: unit.metricName,
    value: unwrapValue(unit.value, unit.valueString, context.listingId, report),
    valueString: unit.valueString ?? null,
    valueType: unit.valueType ?? null,
    valueChange: unwrapValue(unit.valueChange, unit.valueChangeString, context.listingId, report),
    valueChangeString: unit.valueChangeString ?? null,
    valueChangeType: unit.valueChangeType ?? null,
    currency: unit.currency ?? null,
    label: unit.label ?? null,
  }
}
