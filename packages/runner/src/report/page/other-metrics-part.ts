import { addDays, type CalendarDate } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import { weekBars } from '../charts/week-bars.ts'
import { newestWeek, type OtherMetric } from '../collect/other-metrics.ts'
import { type Html, html } from '../markup/html.ts'
import { formatNearWeek, formatWeek, NO_NUMBER } from '../markup/report-formats.ts'
import type { FigureFrame } from './figure-frame.ts'
import { codeText, nameText } from './names.ts'
import { wide } from './part.ts'

/** The names come from the API: a page does not grow with whatever it makes up. */
const METRICS_SHOWN = 40

/** The metrics that have no chart of their own: the newest week of each, and how it went. */
export function otherMetricsPart(metrics: readonly OtherMetric[], frame: FigureFrame): Html | null {
  if (metrics.length === 0) return null
  const first = metrics.slice(0, METRICS_SHOWN)
  const left = metrics.length - first.length
  return html`<h4>Other metrics</h4>
<p class="note">The newest week of each as Airbnb’s page writes it, and all weeks of the report in a line: bars from zero, hollow where a week still grows, a dash for similar listings.</p>
${wide(
  'Other metrics of the listing',
  html`<table>
<thead><tr><th scope="col">Metric</th><th scope="col" class="number">Value</th><th scope="col" class="number">Against similar</th><th scope="col">Week by week</th><th scope="col">Newest week</th></tr></thead>
<tbody>${first.map((metric) => metricRow(metric, frame))}</tbody></table>`,
)}
${left > 0 && html`<p class="note">And ${formatQuantity(left, 'further metric')}, to be found by: airbnb-insights export --metric NAME</p>`}
${otherWeeksTable(first, frame.growingFrom)}`
}

function metricRow(metric: OtherMetric, { weeks, today, growingFrom }: FigureFrame): Html {
  const newest = newestWeek(metric, today)
  const values = metric.weeks.map(({ week, value: own, similar }) => ({ week, own, similar }))
  return html`<tr><th scope="row">${codeText(metric.label)}</th><td class="number">${shown(newest?.text)}</td><td class="number">${shown(newest?.changeText)}</td><td>${weekBars({ weeks, values, today, growingFrom, text: inWords(metric) })}</td><td class="day">${newest === null ? NO_NUMBER : formatNearWeek(newest.week)}</td></tr>
`
}

/** What Airbnb's page shows; where it shows nothing, what stands for that. */
function shown(text: string | null | undefined): Html | string {
  return text === null || text === undefined ? NO_NUMBER : nameText(text)
}

/** A metric's weeks for those who do not see them: how many there are, and the least and the greatest number. */
function inWords({ label, weeks }: OtherMetric): string {
  const known = weeks.filter(({ value }) => value !== null)
  const ordered = known.toSorted((one, other) => (one.value ?? 0) - (other.value ?? 0))
  const [least, greatest] = [ordered[0], ordered.at(-1)]
  if (least === undefined || greatest === undefined) return `${label}: no number`
  return `${label}, ${formatQuantity(known.length, 'week')}: between ${least.text ?? ''} and ${greatest.text ?? ''}`
}

/** The weeks behind the lines. */
function otherWeeksTable(metrics: readonly OtherMetric[], growingFrom: CalendarDate): Html {
  const weeks = [...new Set(metrics.flatMap((metric) => metric.weeks.map(({ week }) => week)))].sort()
  const known = metrics.map(({ weeks: own }) => new Map(own.map((week) => [week.week, week])))
  return html`<details><summary>Other metrics as a table</summary>${wide(
    'Weeks of other metrics',
    html`<table class="numeric">
<thead><tr><th scope="col">Week</th>${metrics.map(({ label }) => html`<th scope="col">${codeText(label)}</th>`)}</tr></thead>
<tbody>${weeks.map(
      (
        week,
      ) => html`<tr><th scope="row">${formatWeek(week)}${addDays(week, 6) >= growingFrom && html` <small>growing</small>`}</th>${known.map((metric) => html`<td>${shown(metric.get(week)?.text)}</td>`)}</tr>
`,
    )}</tbody></table>`,
  )}</details>`
}
