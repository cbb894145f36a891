import { sparkline } from '../charts/sparkline.ts'
import type { AccountReport } from '../collect/account-report.ts'
import type { ListingReport } from '../collect/listing-report.ts'
import { type Html, html, markup } from '../html.ts'
import { formatChange, formatNumber, formatRate, formatWeek, NO_NUMBER } from '../report-formats.ts'
import { type ReportPeriod, sundaysOf } from '../report-period.ts'
import { listingAnchor } from './anchors.ts'
import { listingName, publicTitle } from './names.ts'
import { weekOfNumbers } from './week-of-numbers.ts'

/** Rows that stand open; the rest can be opened. */
const ROWS_OPEN = 50
/** Rows at the most: a page with more would take long to open. */
const ROWS_AT_MOST = 500

/** All listings of an account, those with most page views first. */
export function listingTable(
  account: AccountReport,
  { period, index, detailed }: { period: ReportPeriod; index: number; detailed: number },
): Html {
  const shown = account.listings.slice(0, ROWS_AT_MOST)
  const rows = shown.map((listing, at) =>
    listingRow(listing, account, period, at < detailed ? listingAnchor(index, at) : null),
  )
  const more = rows.slice(ROWS_OPEN)
  const leftOut = account.listings.length - shown.length
  return html`${tableOf(rows.slice(0, ROWS_OPEN), account)}
${more.length > 0 && html`<details class="more-rows"><summary>${more.length} more listings, with fewer page views</summary>${tableOf(more, account)}</details>`}
${leftOut > 0 && html`<p class="note">${leftOut} further listings, with the fewest page views, are left out of this table.</p>`}`
}

function tableOf(rows: readonly Html[], { week }: AccountReport): Html {
  return html`<div class="scrolls" tabindex="0" role="region" aria-label="Listings"><table class="listings">
<thead><tr><th scope="col">Listing</th><th scope="col">Week by week</th><th scope="col" class="number">Page views</th><th scope="col" class="number">Week before</th><th scope="col" class="number">Change</th><th scope="col" class="number">Against similar</th><th scope="col" class="number">Conversion</th><th scope="col" class="number">Similar</th></tr></thead>
${week !== null && html`<caption>Numbers of the week of ${formatWeek(week)}; the line shows the page views of all weeks up to it.</caption>`}
<tbody>${rows}</tbody></table></div>`
}

function listingRow(
  listing: ListingReport,
  { week }: AccountReport,
  period: ReportPeriod,
  anchor: string | null,
): Html {
  const { funnel, funnelBefore, gap } = weekOfNumbers(listing, week)
  const views = new Map(listing.funnel.map((one) => [one.week, one.pageViews]))
  // A week still counted would look like a fall.
  const final = sundaysOf(period).filter((sunday) => week === null || sunday <= week)
  const line = sparkline(final.map((sunday) => views.get(sunday) ?? null))
  const name = listingName(listing)
  const change = formatChange(funnelBefore?.pageViews ?? null, funnel?.pageViews ?? null)
  const versus = formatChange(gap?.pageViews.similar ?? null, gap?.pageViews.own ?? null)
  return html`<tr><th scope="row">${anchor === null ? name : html`<a href="#${anchor}">${name}</a>`}${subtitle(publicTitle(listing))}</th><td>${line === '' ? html`<small>${listing.freshness.newestDay === null ? 'no numbers' : 'none final yet'}</small>` : markup(line)}</td><td class="number">${formatNumber(funnel?.pageViews ?? null)}</td><td class="number">${formatNumber(funnelBefore?.pageViews ?? null)}</td><td class="number">${change ?? NO_NUMBER}</td><td class="number">${versus ?? NO_NUMBER}</td><td class="number">${formatRate(gap?.conversion.own ?? null)}</td><td class="number">${formatRate(gap?.conversion.similar ?? null)}</td></tr>
`
}

function subtitle(title: Html | null): Html | null {
  return title && html`<small>${title}</small>`
}
