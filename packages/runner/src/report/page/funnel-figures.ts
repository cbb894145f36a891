import type { FunnelWeek } from 'insights-store-timescale'
import type { TimeSeries } from '../charts/time-chart.ts'
import { type Html, html } from '../html.ts'
import { formatAxisNumber, formatAxisRate, formatNumber, formatRate } from '../report-formats.ts'
import { figure } from './figure.ts'
import type { FigureFrame } from './figure-frame.ts'

/** The three steps from a search to a booking, by week. */
export function funnelFigures(
  funnel: readonly FunnelWeek[],
  { period, finalThrough, id }: FigureFrame,
): Html {
  const common = { ...period, grain: 7, finalThrough, size: 'third' } as const
  const own = (valueOf: (week: FunnelWeek) => number | null): TimeSeries[] => [
    { name: 'own', points: funnel.map((week) => ({ start: week.week, value: valueOf(week) })) },
  ]
  return html`<div class="figures">
${figure({
  ...common,
  id: `${id}-seen`,
  shape: 'bars',
  counts: true,
  title: '1. Seen',
  meaning: 'Times shown on the first page of search results',
  series: own(({ firstPageImpressions }) => firstPageImpressions),
  format: formatNumber,
  axisFormat: formatAxisNumber,
})}
${figure({
  ...common,
  id: `${id}-opened`,
  shape: 'line',
  title: '2. Opened',
  meaning: 'Share of these that led to the listing’s page',
  series: own(({ searchToListing }) => searchToListing),
  format: formatRate,
  axisFormat: formatAxisRate,
})}
${figure({
  ...common,
  id: `${id}-booked`,
  shape: 'line',
  title: '3. Booked',
  meaning: 'Share of page views that led to a booking',
  series: own(({ listingToBooking }) => listingToBooking),
  format: formatRate,
  axisFormat: formatAxisRate,
})}
</div>`
}
