import type { MetricFormat } from './metric-definitions.ts'

/** What the API writes where there is no data; the wrapper beside it then says 0. */
export const NO_DATA = '-'

/** A value as the API's `valueString` has it: `"0.11%"`, `"69.9%"`, `"460"`. */
export function formatValue(format: MetricFormat, value: number): string {
  switch (format.kind) {
    case 'percentage':
      return `${decimals(value * 100, format.decimals)}%`
    case 'count':
      return String(value)
    case 'decimal':
      return decimals(value, format.decimals)
    case 'rating':
      return decimals(value, 2)
    default:
      return value < 0 ? `-$${decimals(-value, 2)}` : `$${decimals(value, 2)}`
  }
}

/** `toFixed` without its `-0.00`. */
function decimals(value: number, digits: number): string {
  const text = value.toFixed(digits)
  return Number(text) === 0 ? (0).toFixed(digits) : text
}
