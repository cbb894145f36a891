import type { Mover, Movers } from 'insights-store-timescale'
import { addDays } from 'insights-transform'
import type { AccountReport } from '../collect/account-report.ts'
import { type Html, html } from '../html.ts'
import { formatChange, formatDay, formatNumber, formatRate, formatWeek } from '../report-formats.ts'
import { nameOf } from './names.ts'
import { part } from './part.ts'

const METRICS: Readonly<Record<Mover['metric'], { title: string; format: (value: number) => string }>> = {
  pageViews: { title: 'Page views', format: formatNumber },
  impressions: { title: 'Seen in search', format: formatNumber },
  conversion: { title: 'Booked out of seen', format: formatRate },
}

/** What changed most: of weeks ahead since the last look, of the last week from the one before. */
export function moversPart({ movers, listings }: AccountReport): Html | null {
  const { ahead, behind } = movers
  if (ahead.movers.length + behind.movers.length === 0) return null
  const names = new Map(listings.map((listing) => [listing.listingId, nameOf(listing)]))
  const nameOfMover = ({ listingId }: Mover): Html => names.get(listingId) ?? html`${listingId}`
  return part(
    'Biggest movers',
    'Where numbers changed most, up or down.',
    html`<div class="movers">${aheadTable(ahead, nameOfMover)}${behindTables(behind, nameOfMover)}</div>`,
  )
}

type NameOfMover = (mover: Mover) => Html

function aheadTable({ since, movers }: Movers['ahead'], name: NameOfMover): Html | null {
  if (since === null || movers.length === 0) return null
  return html`<table><caption>Page views of weeks ahead, since ${formatDay(since)}</caption>
<thead><tr><th scope="col">Listing</th><th scope="col">Week</th>${NUMBERS}</tr></thead>
<tbody>${movers.map(
    (
      mover,
    ) => html`<tr><th scope="row">${name(mover)}</th><td>${formatWeek(mover.week)}</td>${numbersOf(mover)}</tr>
`,
  )}</tbody></table>`
}

function behindTables({ week, movers }: Movers['behind'], name: NameOfMover): Html[] {
  if (week === null) return []
  return [...Map.groupBy(movers, ({ metric }) => metric)].map(
    ([metric, moved]) =>
      html`<table><caption>${METRICS[metric].title}, ${formatWeek(addDays(week, -7))} to ${formatWeek(week)}</caption>
<thead><tr><th scope="col">Listing</th>${NUMBERS}</tr></thead>
<tbody>${moved.map(
        (mover) => html`<tr><th scope="row">${name(mover)}</th>${numbersOf(mover)}</tr>
`,
      )}</tbody></table>`,
  )
}

const NUMBERS = html`<th scope="col" class="number">Before</th><th scope="col" class="number">After</th><th scope="col" class="number">Change</th>`

function numbersOf({ metric, before, after }: Mover): Html {
  const { format } = METRICS[metric]
  const change = formatChange(before, after) ?? (after > before ? 'up' : 'down')
  return html`<td class="number">${format(before)}</td><td class="number">${format(after)}</td><td class="number ${after > before ? 'up' : 'down'}">${change}</td>`
}
