import { addDays, type CalendarDate } from 'insights-transform'
import { type TimeChart, timeChart } from '../charts/time-chart.ts'
import { type Html, html, markup } from '../html.ts'
import { formatDays, formatWeek, formatWeekday, NO_NUMBER } from '../report-formats.ts'

/** A chart with all that belongs to it. */
export interface FigureContent
  extends Pick<
    TimeChart,
    'from' | 'to' | 'grain' | 'shape' | 'series' | 'counts' | 'format' | 'axisFormat' | 'finalThrough'
  > {
  readonly title: string
  /** One sentence: what a value is. */
  readonly meaning: string
  /** `half` or `third` of the page's width. */
  readonly size: 'half' | 'third'
  /** Names the page's elements; unique in the page. */
  readonly id: string
}

const SIZES = { half: { width: 464, height: 210 }, third: { width: 304, height: 180 } } as const

/** A chart under its title and a sentence that says what it shows, and the table of its values. */
export function figure(content: FigureContent): Html {
  const { title, meaning, size, id, series, grain } = content
  const times = timesOf(content)
  const timeText = grain === 1 ? formatWeekday : formatWeek
  const names = { labelledBy: `${id}-title`, describedBy: `${id}-text` }
  if (times.length === 0) {
    return html`<figure class="${size}">
<figcaption><h4>${title}</h4><p>${meaning}</p></figcaption>
<p class="empty">No numbers for these days.</p>
</figure>`
  }
  return html`<figure class="${size}">
<figcaption><h4 id="${names.labelledBy}">${title}</h4><p>${meaning}</p></figcaption>
${markup(timeChart({ ...content, ...SIZES[size], ...names, timeText }))}
<p id="${names.describedBy}" class="for-readers">${describeSeries(content, times)}</p>
<details><summary>Table<span class="for-readers">: ${title}</span></summary>
<div class="scrolls" tabindex="0" role="region" aria-label="${title}"><table>
<thead><tr><th scope="col">${grain === 1 ? 'Day' : 'Week'}</th>${series.map(({ label }) => html`<th scope="col" class="number">${label ?? title}</th>`)}</tr></thead>
<tbody>${valueRows(content, times, timeText)}</tbody>
</table></div></details>
</figure>`
}

/** The days or weeks for which any series has a value. */
function timesOf({ series, from, to }: FigureContent): CalendarDate[] {
  const times = series.flatMap(({ points }) =>
    points
      .filter(({ value, start }) => value !== null && start >= from && start <= to)
      .map(({ start }) => start),
  )
  return [...new Set(times)].sort()
}

function valueRows(
  { series, grain, finalThrough, format }: FigureContent,
  times: readonly CalendarDate[],
  timeText: (start: CalendarDate) => string,
): Html[] {
  const columns = series.map(({ points }) => new Map(points.map(({ start, value }) => [start, value])))
  const cell = (value: number | null | undefined): Html =>
    html`<td class="number">${value === null || value === undefined ? NO_NUMBER : format(value)}</td>`
  return times.map((start) => {
    const final = finalThrough === null || addDays(start, grain - 1) <= finalThrough
    return html`<tr><th scope="row">${timeText(start)}${final ? null : NOT_FINAL}</th>${columns.map((values) => cell(values.get(start)))}</tr>
`
  })
}

const NOT_FINAL = html` <small>not final</small>`

/** The chart in words: the time it spans, and for each series its least, its greatest and its last value. */
function describeSeries({ series, format, grain }: FigureContent, times: readonly CalendarDate[]): string {
  const first = times[0] ?? ''
  const last = times.at(-1) ?? ''
  const spans = formatDays(first, grain === 1 ? last : addDays(last, grain - 1))
  const sentences = series.map(({ label, points }) => {
    const values = points.flatMap(({ value }) => (value === null ? [] : [value]))
    if (values.length === 0) return `${label ?? 'The series'}: no numbers.`
    const range = `between ${format(Math.min(...values))} and ${format(Math.max(...values))}`
    return `${label === undefined ? 'Values' : `${label}:`} ${range}, last ${format(values.at(-1) ?? 0)}.`
  })
  return `${grain === 1 ? 'By day' : 'By week'}, ${spans}. ${sentences.join(' ')}`
}
