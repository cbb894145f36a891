/** A length for an SVG, to a tenth of a unit: finer than a screen shows. */
export function units(length: number): string {
  return String(Math.round(length * 10) / 10)
}

/** A rectangle as a piece of a path: many in one element take a fifth of the text. */
export function box(x: number, y: number, width: number, height: number): string {
  return `M${units(x)} ${units(y)}h${units(width)}v${units(height)}h${units(-width)}z`
}

/** A horizontal dash as a piece of a path. */
export function dash(x: number, y: number, width: number): string {
  return `M${units(x)} ${units(y)}h${units(width)}`
}
