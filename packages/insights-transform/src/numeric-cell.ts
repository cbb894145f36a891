import type { DriftReport } from './drift.ts'
import { type MetricValue, NO_VALUE } from './wrapped-value.ts'

/**
 * What a numeric column stores of a value: null where there is none, or its text says so; undefined where the column
 * cannot hold it. Integer columns have 32 bits.
 */
export function numericCell(
  value: MetricValue,
  text: string | null,
  integer: boolean,
): number | null | undefined {
  if (value === null || text === NO_VALUE) return null
  if (typeof value !== 'number') return undefined
  return (integer ? (value | 0) === value : Number.isFinite(value)) ? value : undefined
}

/** Tells that a column cannot hold a value. Gives the null that it stores instead. */
export function reportUnfit(
  value: MetricValue,
  integer: boolean,
  column: string,
  listingId: string,
  report: DriftReport,
): null {
  const held = integer ? '32-bit integers' : 'numbers'
  report('value', listingId, column, `${column} holds ${held}, not ${JSON.stringify(value)}: null is stored`)
  return null
}
