import { type ChartWeek, type WeekChart, weekChart } from '../charts/week-chart.ts'
import { type Html, html } from '../markup/html.ts'
import { formatWeek } from '../markup/report-formats.ts'
import type { FigureFrame } from './figure-frame.ts'

/** A chart of weeks with all that belongs to it. */
interface FigureContent extends Pick<WeekChart, 'values' | 'counts' | 'numbered' | 'format' | 'axisFormat'> {
  readonly title: string
  /** One sentence: what a bar is. */
  readonly meaning: string
  /** The number to take away, in words; to be found in the table behind the chart. */
  readonly keyFigure: Html | string
  /** Ends the names of the figure's elements. */
  readonly name: string
}

/** A chart under its title, a sentence that says what it shows, and its key figure. */
export function figure(content: FigureContent, frame: FigureFrame): Html {
  const { title, meaning, keyFigure, name, values, format } = content
  const known = values.filter(({ own, similar }) => own !== null || (similar ?? null) !== null)
  const id = `${frame.id}-${name}`
  const names = { labelledBy: `${id}-title`, describedBy: `${id}-text` }
  const weekText = (week: ChartWeek): string => `${formatWeek(week.week)}: ${valuesText(week, format)}`
  return html`<figure>
<figcaption><h4 id="${names.labelledBy}">${title}</h4><p>${meaning}</p></figcaption>
${
  known.length === 0
    ? html`<p class="empty">No numbers for these nights.</p>`
    : html`<p id="${names.describedBy}" class="key-figure">${keyFigure}<span class="for-readers"> ${describe(known, format)}</span></p>
${weekChart({ ...content, ...frame, ...names, values: known, weekText })}`
}
</figure>`
}

/** A week's numbers in words: `41, similar 80`. */
export function valuesText({ own, similar }: ChartWeek, format: (value: number) => string): string {
  const mine = own === null ? 'no number' : format(own)
  return similar === undefined || similar === null ? mine : `${mine}, similar ${format(similar)}`
}

/** The chart for those who do not see it: its weeks, and the least and the greatest number. */
function describe(values: readonly ChartWeek[], format: (value: number) => string): string {
  const own = values.flatMap((week) => week.own ?? [])
  const [first, last] = [values[0]?.week ?? '', values.at(-1)?.week ?? '']
  const range =
    own.length === 0 ? '' : `, between ${format(Math.min(...own))} and ${format(Math.max(...own))}`
  return `By week, from that of ${formatWeek(first)} to that of ${formatWeek(last)}${range}.`
}
