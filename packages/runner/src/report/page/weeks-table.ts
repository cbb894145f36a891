import type { AnyMetricRow } from 'insights-store-timescale'
import { addDays, METRIC_REGISTRY, type Metric, windowCells } from 'insights-transform'
import type { AccountReport } from '../collect/account-report.ts'
import type { ListingReport, ListingRows } from '../collect/listing-report.ts'
import type { ReportWeek } from '../collect/report-week.ts'
import { type Html, html } from '../markup/html.ts'
import {
  formatDayOfYear,
  formatExact,
  formatNumber,
  formatRate,
  formatWeek,
  NO_NUMBER,
} from '../markup/report-formats.ts'
import { wide } from './part.ts'

const WINDOW_METRICS: readonly Metric[] = METRIC_REGISTRY.filter((metric: Metric) => metric.byWindow === true)

/** The weeks behind an account's charts. */
export function accountWeeksTable({ weeks, growingFrom }: AccountReport): Html {
  return html`<details><summary>Weeks as a table</summary>${wide(
    'Weeks of the account',
    html`<table class="numeric">
<thead><tr><th scope="col">Week</th><th scope="col">Listings</th><th scope="col">Seen</th><th scope="col">Page views</th><th scope="col">Page views, similar</th><th scope="col">Nights booked</th><th scope="col">Opened out of seen</th><th scope="col">Booked out of opened</th><th scope="col">Booked out of seen</th><th scope="col">The same, similar</th></tr></thead>
<tbody>${weeks.map(
      (
        week,
      ) => html`<tr><th scope="row">${weekText(week, growingFrom)}</th><td>${week.listings}</td><td>${formatNumber(week.impressions)}</td><td>${formatNumber(week.pageViews)}</td><td>${similarText(week, formatNumber(week.similarPageViews))}</td><td>${formatNumber(week.bookedNights)}</td><td>${formatRate(week.searchToListing)}</td><td>${formatRate(week.listingToBooking)}</td><td>${formatRate(week.conversion)}</td><td>${similarText(week, formatRate(week.similarConversion))}</td></tr>
`,
    )}</tbody></table>`,
  )}</details>`
}

/** A listing's weeks with every metric that a week has. */
export function listingWeeksTable(rows: ListingRows, { weeks }: ListingReport, growingFrom: string): Html {
  const stored = new Map(rows.weeks.map((row) => [row.window_start, row]))
  return html`<details><summary>Weeks as a table</summary>${wide(
    'Weeks of the listing',
    html`<table class="numeric">
<thead><tr><th scope="col">Week</th>${WINDOW_METRICS.map(({ label }) => html`<th scope="col">${label}</th>`)}<th scope="col">Nights booked</th><th scope="col">Page views, similar</th><th scope="col">Conversion, similar</th><th scope="col">Read on</th></tr></thead>
<tbody>${weeks.map((week) => {
      const row = stored.get(week.week)
      return html`<tr><th scope="row">${weekText(week, growingFrom)}</th>${WINDOW_METRICS.map((metric) => metricCell(metric, row, windowCells(metric).value))}<td>${formatNumber(week.bookedNights)}</td><td>${similarText(week, formatNumber(week.similarPageViews))}</td><td>${similarText(week, formatExact('rate', week.similarConversion))}</td><td>${row === undefined ? NO_NUMBER : formatDayOfYear(row.confirmed_on)}</td></tr>
`
    })}</tbody></table>`,
  )}</details>`
}

/** A metric's number in a row of any table. */
export function metricCell({ kind }: Metric, row: AnyMetricRow | undefined, column: string): Html {
  const value = row?.[column]
  return html`<td>${formatExact(kind, typeof value === 'number' ? value : null)}</td>`
}

function weekText({ week, unfinished }: ReportWeek, growingFrom: string): Html {
  const grows = addDays(week, 6) >= growingFrom
  return html`${formatWeek(week)}${grows ? html` <small>growing</small>` : unfinished && html` <small>unfinished</small>`}`
}

/** Marks what is put together from the week's nights. */
function similarText({ estimated }: ReportWeek, text: string): string {
  return estimated && text !== NO_NUMBER ? `≈ ${text}` : text
}
