import type { AnyMetricRow } from 'insights-store-timescale'
import { addDays, changeCells, METRIC_REGISTRY, type Metric, windowCells } from 'insights-transform'
import type { AccountReport } from '../collect/account-report.ts'
import type { ListingReport, ListingRows } from '../collect/listing-report.ts'
import { type Html, html } from '../html.ts'
import { formatDayOfYear, formatExact, formatNumber, formatRate, formatWeek } from '../report-formats.ts'
import { wide } from './part.ts'

const WINDOW_METRICS = METRIC_REGISTRY.filter((metric: Metric) => metric.byWindow === true)

/** The weeks behind an account's charts. */
export function accountWeeksTable({ funnel, gap, growingFrom }: AccountReport): Html {
  const compared = new Map(gap.map((week) => [week.week, week]))
  const rows = funnel.map((week) => {
    const { pageViews, conversion } = compared.get(week.week) ?? {}
    return html`<tr><th scope="row">${formatWeek(week.week)}${growing(week.week, growingFrom)}</th><td>${week.listings}</td><td>${formatNumber(week.impressions)}</td><td>${formatNumber(week.pageViews)}</td><td>${formatNumber(pageViews?.similar ?? null)}</td><td>${formatNumber(week.bookings)}</td><td>${formatRate(week.searchToListing)}</td><td>${formatRate(week.listingToBooking)}</td><td>${formatRate(week.conversion)}</td><td>${formatRate(conversion?.similar ?? null)}</td></tr>
`
  })
  return html`<details><summary>Weeks as a table</summary>${wide(
    'Weeks of the account',
    html`<table class="numeric">
<thead><tr><th scope="col">Week</th><th scope="col">Listings</th><th scope="col">Seen</th><th scope="col">Page views</th><th scope="col">Page views, similar</th><th scope="col">Nights booked</th><th scope="col">Opened out of seen</th><th scope="col">Booked out of opened</th><th scope="col">Booked out of seen</th><th scope="col">The same, similar</th></tr></thead>
<tbody>${rows}</tbody></table>`,
  )}</details>`
}

/** A listing's weeks with every metric that a week has. */
export function listingWeeksTable(
  { weeks, compared }: ListingRows,
  listing: ListingReport,
  growingFrom: string,
): Html {
  const changes = new Map(compared.map((row) => [row.window_start, row]))
  const booked = new Map(listing.funnel.map(({ week, bookings }) => [week, bookings]))
  return html`<details><summary>Weeks as a table</summary>${wide(
    'Weeks of the listing',
    html`<table class="numeric">
<thead><tr><th scope="col">Week</th>${WINDOW_METRICS.map(weekHeads)}<th scope="col">Nights booked</th><th scope="col">Read on</th></tr></thead>
<tbody>${weeks.map(
      (
        row,
      ) => html`<tr><th scope="row">${formatWeek(row.window_start)}${growing(row.window_start, growingFrom)}</th>${WINDOW_METRICS.map((metric) => weekCells(metric, row, changes.get(row.window_start)))}<td>${formatNumber(booked.get(row.window_start) ?? null)}</td><td>${formatDayOfYear(row.time)}</td></tr>
`,
    )}</tbody></table>`,
  )}</details>`
}

function weekHeads({ label, compared }: Metric): Html {
  return html`<th scope="col">${label}</th>${compared === true && html`<th scope="col">Similar</th>`}`
}

function weekCells(metric: Metric, row: AnyMetricRow, summary: AnyMetricRow | undefined): Html {
  const { kind, compared } = metric
  const value = numberIn(row, windowCells(metric).value)
  const own = html`<td>${formatExact(kind, value)}</td>`
  if (compared !== true) return own
  const change = numberIn(summary, changeCells(metric).value)
  const base = numberIn(summary, windowCells(metric).value)
  const similar = change === null || base === null ? null : base - change
  return html`${own}<td>${formatExact(kind, similar)}</td>`
}

/** A number of a row; null where the row or the number is missing. */
export function numberIn(row: AnyMetricRow | undefined, column: string): number | null {
  const value = row?.[column]
  return typeof value === 'number' ? value : null
}

function growing(week: string, growingFrom: string): Html | null {
  return addDays(week, 6) < growingFrom ? null : html` <small>growing</small>`
}
