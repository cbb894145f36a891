import type { Mover } from 'insights-store-timescale'
import { addDays } from 'insights-transform'
import type { AccountReport } from '../collect/account-report.ts'
import { type Html, html } from '../markup/html.ts'
import {
  formatChange,
  formatDay,
  formatNearWeek,
  formatNumber,
  formatRate,
  formatWeek,
} from '../markup/report-formats.ts'
import { nameOf } from './names.ts'
import { part } from './part.ts'

const METRICS: readonly { metric: Mover['metric']; title: string }[] = [
  { metric: 'impressions', title: 'Seen in search' },
  { metric: 'pageViews', title: 'Page views' },
  { metric: 'conversion', title: 'Booked out of seen' },
]

/** What changed most: of weeks ahead since the last look, of the last week from the one before. */
export function moversPart({ movers, listings }: AccountReport): Html | null {
  const { ahead, behind } = movers
  if (ahead.movers.length + behind.movers.length === 0) return null
  const names = new Map(listings.map((listing) => [listing.listingId, nameOf(listing)]))
  const nameOfMover = ({ listingId }: Mover): Html => names.get(listingId) ?? html`${listingId}`
  const aheadText = ahead.since === null ? '' : ` Weeks ahead: since ${formatDay(ahead.since)}.`
  const behindText =
    behind.week === null
      ? ''
      : ` Last week: the week of ${formatWeek(behind.week)} against ${formatNearWeek(addDays(behind.week, -7))}.`
  return part(
    'Biggest movers',
    `Where numbers changed most, up or down.${aheadText}${behindText}`,
    html`<div class="movers">${ahead.movers.length > 0 && table('Page views, weeks ahead', ahead.movers, nameOfMover)}${METRICS.map(
      ({ metric, title }) => {
        const moved = behind.movers.filter((mover) => mover.metric === metric)
        return moved.length > 0 && table(`${title}, last week`, moved, nameOfMover)
      },
    )}</div>`,
  )
}

function table(title: string, movers: readonly Mover[], name: (mover: Mover) => Html): Html {
  const weeks = new Set(movers.map(({ week }) => week)).size > 1
  return html`<table><caption>${title}</caption>
<thead><tr><th scope="col">Listing</th>${weeks && html`<th scope="col">Week</th>`}${NUMBERS}</tr></thead>
<tbody>${movers.map(
    (
      mover,
    ) => html`<tr><th scope="row">${name(mover)}</th>${weeks && html`<td>${formatNearWeek(mover.week)}</td>`}${numbersOf(mover)}</tr>
`,
  )}</tbody></table>`
}

const NUMBERS = html`<th scope="col" class="number">Before</th><th scope="col" class="number">After</th><th scope="col" class="number">Change</th>`

function numbersOf({ metric, before, after }: Mover): Html {
  const format = metric === 'conversion' ? formatRate : formatNumber
  const change = formatChange(before, after) ?? (after > before ? 'up' : 'down')
  return html`<td class="number">${format(before)}</td><td class="number">${format(after)}</td><td class="number ${after > before ? 'up' : 'down'}">${change}</td>`
}
