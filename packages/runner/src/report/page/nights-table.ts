import type { AnyMetricRow, MetricRow } from 'insights-store-timescale'
import { dailyCells, METRIC_REGISTRY, type Metric } from 'insights-transform'
import type { ListingReport, ListingRows } from '../collect/listing-report.ts'
import { type Html, html } from '../markup/html.ts'
import { formatDayOfYear, formatSigned, formatWeekday } from '../markup/report-formats.ts'
import { wide } from './part.ts'
import { metricCell } from './weeks-table.ts'

const DAILY_METRICS: readonly Metric[] = METRIC_REGISTRY.filter((metric: Metric) => metric.byDay === true)

/** A listing's nights with every metric that a night has. */
export function nightsTable({ nights }: ListingRows, listing: ListingReport): Html {
  const ahead = new Map(listing.nights.map((night) => [night.night, night]))
  return html`<details><summary>Nights as a table</summary>${wide(
    'Nights of the listing',
    html`<table class="numeric">
<thead><tr><th scope="col">Night</th>${DAILY_METRICS.map(({ label }) => html`<th scope="col">${label}</th><th scope="col">Similar</th>`)}<th scope="col">New page views</th><th scope="col">Looks taken</th><th scope="col">Read on</th></tr></thead>
<tbody>${nights.map((row) => nightRow(row, ahead.get(row.metric_date)))}</tbody></table>`,
  )}</details>`
}

function nightRow(row: MetricRow<'chart_query'>, ahead: ListingReport['nights'][number] | undefined): Html {
  return html`<tr><th scope="row">${formatWeekday(row.metric_date)}</th>${DAILY_METRICS.map((metric) => nightCells(metric, row))}<td>${ahead === undefined ? '' : formatSigned(ahead.gained)}</td><td>${ahead?.looksTaken === true && 'yes'}</td><td>${formatDayOfYear(row.confirmed_on)}</td></tr>
`
}

function nightCells(metric: Metric, row: AnyMetricRow): Html {
  return html`${metricCell(metric, row, dailyCells(metric, 'your').value)}${metricCell(metric, row, dailyCells(metric, 'similar').value)}`
}
