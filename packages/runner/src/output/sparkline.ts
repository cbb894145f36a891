const BARS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'] as const
const GAP = ' '

/**
 * Numbers as a row of bars, each one terminal column; a gap where there is no number.
 *
 * @param values in order; none of them below 0.
 * @param largest what the tallest bar stands for: give several series the same one to compare them.
 *   @defaultValue the largest of the values
 */
export function sparkline(
  values: readonly (number | null)[],
  largest = Math.max(0, ...values.filter((value) => value !== null)),
): string {
  return values.map((value) => (value === null ? GAP : barOf(value, largest))).join('')
}

/** From 0, so that a small change looks small; the lowest bar is 0 or next to it. */
function barOf(value: number, largest: number): string {
  const share = largest > 0 ? Math.min(1, Math.max(0, value / largest)) : 0
  return BARS[Math.round(share * (BARS.length - 1))] ?? GAP
}

/** Numbers as a sparkline with the numbers beside it. */
export function trendText(
  values: readonly (number | null)[],
  format: (value: number) => string,
  largest?: number,
): string {
  return `${sparkline(values, largest)}  ${values.map((value) => (value === null ? '–' : format(value))).join(' ')}`
}
