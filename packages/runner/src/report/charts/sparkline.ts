import { zeroAxis } from './chart-scale.ts'

const WIDTH = 96
const HEIGHT = 22
const PADDING = 2

/**
 * A line without axes, from zero, for a table's cell; the numbers are elsewhere in the row, so that it is decoration
 * to those who do not see it.
 */
export function sparkline(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null)
  if (known.length === 0) return ''
  const { top } = zeroAxis(Math.max(...known))
  const x = (index: number): number =>
    PADDING + (index / Math.max(1, values.length - 1)) * (WIDTH - 2 * PADDING)
  const y = (value: number): number => HEIGHT - PADDING - (value / top) * (HEIGHT - 2 * PADDING)
  let path = ''
  let drawing = false
  values.forEach((value, index) => {
    // A value between two gaps is a dot: a line of no length with round ends.
    if (value !== null) path += `${drawing ? 'L' : 'M'}${x(index).toFixed(1)},${y(value).toFixed(1)}`
    if (value !== null && !drawing) path += 'h0'
    drawing = value !== null
  })
  return `<svg class="spark" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" width="${String(WIDTH)}" height="${String(HEIGHT)}" aria-hidden="true"><path d="${path}"/></svg>`
}
