import type { Mover, MovingMetric } from 'insights-store-timescale'
import { addDays } from 'insights-transform'
import type { AccountReport } from '../collect/account-report.ts'
import { type Html, html } from '../html.ts'
import { formatChange, formatNumber, formatRate, formatWeek } from '../report-formats.ts'
import { listingName } from './names.ts'

const METRICS: readonly { metric: MovingMetric; title: string; format: (value: number) => string }[] = [
  { metric: 'pageViews', title: 'Page views', format: formatNumber },
  { metric: 'firstPageImpressions', title: 'Seen in search', format: formatNumber },
  { metric: 'conversion', title: 'Conversion', format: formatRate },
]

/** The listings whose numbers changed most from the week before. */
export function moversTables({ movers, week, listings }: AccountReport): Html {
  if (week === null || movers.length === 0) {
    return html`<p class="empty">There are no two weeks between which a listing’s numbers changed.</p>`
  }
  const names = new Map(listings.map((listing) => [listing.listingId, listingName(listing)]))
  return html`<p class="lead">From the week of ${formatWeek(addDays(week, -7))} to that of ${formatWeek(week)}. A conversion rests on few bookings, so that it jumps.</p>
<div class="movers">${METRICS.map(({ metric, title, format }) => {
    const moved = movers.filter((mover) => mover.metric === metric)
    return (
      moved.length > 0 &&
      html`<table><caption>${title}</caption>
<thead><tr><th scope="col">Listing</th><th scope="col" class="number">Before</th><th scope="col" class="number">After</th><th scope="col" class="number">Change</th></tr></thead>
<tbody>${moved.map((mover) => moverRow(mover, names.get(mover.listingId) ?? html`${mover.listingId}`, format))}</tbody></table>`
    )
  })}</div>`
}

function moverRow({ before, after }: Mover, name: Html, format: (value: number) => string): Html {
  const change = formatChange(before, after)
  return html`<tr><th scope="row">${name}</th><td class="number">${format(before)}</td><td class="number">${format(after)}</td><td class="number ${after > before ? 'up' : 'down'}">${change ?? (after > before ? 'up' : 'down')}</td></tr>
`
}
