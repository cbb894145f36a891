import type { Locator } from 'playwright-core'

/** A box that a path draws, in the units of its picture. */
export interface DrawnBox {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What a picture's SVG holds, by the class of its paths: bars as boxes, dashes as boxes without height. */
export interface DrawnChart {
  readonly width: number
  readonly height: number
  readonly paths: Readonly<Record<string, readonly DrawnBox[]>>
  /** The axis: each tick's text and where it is. */
  readonly ticks: readonly { readonly text: string; readonly y: number }[]
  /** Where the line of today stands; null where it does not. */
  readonly today: number | null
  /** What the pointer shows, from left to right. */
  readonly hovers: readonly string[]
  /** The numbers above the bars. */
  readonly numbers: readonly string[]
}

/** Reads a chart, or a week of the calendar picture, out of the browser's document. */
export function readChart(svg: Locator): Promise<DrawnChart> {
  return svg.evaluate((drawn) => {
    const paths: Record<string, { x: number; y: number; width: number; height: number }[]> = {}
    for (const path of drawn.querySelectorAll(':scope > path')) {
      const boxes = (path.getAttribute('d') ?? '').matchAll(/M([\d.]+) ([\d.]+)(?:h([\d.]+))?(?:v([\d.]+))?/g)
      paths[path.getAttribute('class') ?? ''] = [...boxes].map(([, x, y, width, height]) => ({
        x: Number(x),
        y: Number(y),
        width: Number(width ?? 0),
        height: Number(height ?? 0),
      }))
    }
    const texts = (selector: string) =>
      [...drawn.querySelectorAll(selector)].map((text) => text.textContent ?? '')
    const [, , width, height] = (drawn.getAttribute('viewBox') ?? '').split(' ').map(Number)
    return {
      width: width ?? 0,
      height: height ?? 0,
      paths,
      ticks: [...drawn.querySelectorAll('.scale text')].map((text) => ({
        text: text.textContent ?? '',
        // A text stands a little below its line.
        y: Number(text.getAttribute('y')) - 4,
      })),
      today: paths['today']?.[0]?.x ?? null,
      hovers: texts('.hover title'),
      numbers: texts('.numbers text'),
    }
  })
}

/** The number that a tick's text stands for. */
export const tickValue = (text: string): number => {
  const number = Number(text.replace(/[,%k]/g, ''))
  return text.endsWith('k') ? number * 1000 : number
}

/** The value that a height stands for, by the axis. */
export function valueAt({ ticks }: DrawnChart, y: number): number {
  const [lowest, highest] = [ticks[0], ticks.at(-1)]
  if (lowest === undefined || highest === undefined) throw new Error('the axis has no ticks')
  return (
    tickValue(lowest.text) +
    ((tickValue(highest.text) - tickValue(lowest.text)) * (y - lowest.y)) / (highest.y - lowest.y)
  )
}
