import { formatQuantity } from '../../output/format.ts'
import type { AccountReport } from '../collect/account-report.ts'
import type { ListingReport } from '../collect/listing-report.ts'
import { compareNights } from '../collect/nights-compared.ts'
import { type Html, html } from '../markup/html.ts'
import { formatChange, formatNumber, formatSigned, formatWeek, NO_NUMBER } from '../markup/report-formats.ts'
import { nameOf, publicTitle } from './names.ts'
import { gainedOf } from './pace-part.ts'
import { wide } from './part.ts'

/** Rows that stand open; the rest can be opened. */
const ROWS_OPEN = 50
/** Rows at the most: a page with more would take long to open. */
const ROWS_AT_MOST = 500

/**
 * All listings of an account, those with most page views first.
 *
 * @param linkTo - where there is more of a listing; null where there is not.
 */
export function listingTable(
  account: AccountReport,
  linkTo: (listing: ListingReport, at: number) => string | null,
): Html {
  const shown = account.listings.slice(0, ROWS_AT_MOST)
  const rows = shown.map((listing, at) => listingRow(listing, account, linkTo(listing, at)))
  const more = rows.slice(ROWS_OPEN)
  const leftOut = account.listings.length - shown.length
  return html`${tableOf(rows.slice(0, ROWS_OPEN), account)}
${more.length > 0 && html`<details class="more-rows"><summary>${formatQuantity(more.length, 'more listing')}, with fewer page views</summary>${tableOf(more, account)}</details>`}
${leftOut > 0 && html`<p class="note">${leftOut} further listings, with the fewest page views, are left out of this table.</p>`}`
}

function tableOf(rows: readonly Html[], { lastWeek, hasAhead }: AccountReport): Html {
  return wide(
    'Listings',
    html`<table class="listings">
<thead><tr><td></td>${hasAhead && html`<th scope="colgroup" colspan="4">Nights ahead</th>`}<th scope="colgroup" colspan="3">${lastWeek === null ? 'Last week' : formatWeek(lastWeek)}</th></tr>
<tr><th scope="col">Listing</th>${hasAhead && html`<th scope="col" class="number">Page views, free nights</th><th scope="col" class="number">Against similar</th><th scope="col" class="number">New page views</th><th scope="col" class="number">Look taken</th>`}<th scope="col" class="number">Page views</th><th scope="col" class="number">Against similar</th><th scope="col" class="number">Nights booked</th></tr></thead>
<tbody>${rows}</tbody></table>`,
  )
}

function listingRow(
  listing: ListingReport,
  { lastWeek, hasAhead }: AccountReport,
  link: string | null,
): Html {
  const week = listing.weeks.find((one) => one.week === lastWeek && !one.unfinished)
  const name = nameOf(listing)
  const cells = [
    ...(hasAhead ? aheadCells(listing) : []),
    formatNumber(week?.pageViews ?? null),
    formatChange(week?.similarPageViews ?? null, week?.pageViews ?? null),
    formatNumber(week?.bookedNights ?? null),
  ]
  return html`<tr><th scope="row">${link === null ? name : html`<a href="${link}">${name}</a>`}${subtitle(publicTitle(listing))}</th>${cells.map((cell) => html`<td class="number">${cell ?? NO_NUMBER}</td>`)}</tr>
`
}

function aheadCells({ nights, pace }: ListingReport): (string | null)[] {
  const { own, similar, taken, nights: count } = compareNights(nights)
  if (count === 0) return [null, null, null, null]
  const looks = `${String(taken)}/${String(count)}`
  return [formatNumber(own), formatChange(similar, own), formatSigned(gainedOf(pace).own), looks]
}

function subtitle(title: Html | null): Html | null {
  return title && html`<small>${title}</small>`
}
