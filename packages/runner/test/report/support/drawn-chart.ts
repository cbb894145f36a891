import type { Locator } from 'playwright-core'

/** What a chart's SVG holds, in its own pixels. */
export interface DrawnChart {
  /** The points of each line, as they are connected: a gap begins another run of points. */
  readonly lines: Readonly<Record<string, readonly (readonly DrawnPoint[])[]>>
  readonly bars: readonly {
    readonly x: number
    readonly y: number
    readonly width: number
    readonly height: number
  }[]
  /** The axis: each tick's text and where it is. */
  readonly ticks: readonly { readonly text: string; readonly y: number }[]
  readonly zone: { readonly x: number; readonly width: number } | null
  readonly sundays: readonly number[]
  /** What the pointer shows, and where. */
  readonly hovers: readonly { readonly x: number; readonly text: string }[]
  readonly labels: readonly string[]
}

export interface DrawnPoint {
  readonly x: number
  readonly y: number
}

/** Reads a chart out of the browser's document. */
export function readChart(figure: Locator): Promise<DrawnChart> {
  return figure.locator('svg.chart').evaluate((svg) => {
    const rects = (selector: string) =>
      [...svg.querySelectorAll(selector)].map((rect) => ({
        x: Number(rect.getAttribute('x')),
        y: Number(rect.getAttribute('y')),
        width: Number(rect.getAttribute('width')),
        height: Number(rect.getAttribute('height')),
        text: rect.textContent ?? '',
      }))
    const lines: Record<string, { x: number; y: number }[][]> = {}
    for (const group of svg.querySelectorAll('[data-series]')) {
      const path = group.querySelector('path')?.getAttribute('d')
      if (path === null || path === undefined) continue
      lines[group.getAttribute('data-series') ?? ''] = path
        .split('M')
        .filter((run) => run !== '')
        .map((run) =>
          run
            .replace('Z', '')
            .split('L')
            .map((point) => {
              const [x = Number.NaN, y = Number.NaN] = point.split(',').map(Number)
              return { x, y }
            }),
        )
    }
    const ticks = [...svg.querySelectorAll('g[text-anchor="end"] > text')].map((text) => ({
      text: text.textContent ?? '',
      y: Number(/,([\d.]+)\)/.exec(text.getAttribute('transform') ?? '')?.[1]),
    }))
    return {
      lines,
      bars: rects('[data-series] rect'),
      ticks: ticks.filter(({ text }) => text !== 'not final'),
      zone: rects('[data-zone] rect')[0] ?? null,
      sundays: [...svg.querySelectorAll('[data-weeks] line')].map((line) => Number(line.getAttribute('x1'))),
      hovers: rects('[data-hover] rect'),
      labels: [...svg.querySelectorAll('[data-labels] text')].map((text) => text.textContent ?? ''),
    }
  })
}

/** The number that a tick's text stands for. */
export const tickValue = (text: string): number => Number(text.replace(/[,%]/g, ''))

/** The value that a height in pixels stands for, by the axis. */
export function valueAt({ ticks }: DrawnChart, y: number): number {
  const [lowest, highest] = [ticks[0], ticks.at(-1)]
  if (lowest === undefined || highest === undefined) throw new Error('the axis has no ticks')
  return (
    tickValue(lowest.text) +
    ((tickValue(highest.text) - tickValue(lowest.text)) * (y - lowest.y)) / (highest.y - lowest.y)
  )
}
