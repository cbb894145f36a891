import type { AccountReport } from '../collect/account-report.ts'
import { type Html, html } from '../html.ts'
import {
  formatChange,
  formatDay,
  formatNumber,
  formatRate,
  formatWeek,
  NO_NUMBER,
} from '../report-formats.ts'
import { accountAnchor } from './anchors.ts'
import { nameText } from './names.ts'
import { weekOfNumbers } from './week-of-numbers.ts'

/** All accounts of a report in a table that leads to each. */
export function accountsTable(accounts: readonly AccountReport[]): Html {
  return html`<section class="part">
<h2>All accounts</h2>
<p class="lead">Each account’s newest week that can be compared with the one before, and where to read on.</p>
<div class="scrolls" tabindex="0" role="region" aria-label="All accounts"><table>
<thead><tr><th scope="col">Account</th><th scope="col" class="number">Listings</th><th scope="col">Week</th><th scope="col" class="number">Page views</th><th scope="col" class="number">Change</th><th scope="col" class="number">Against similar</th><th scope="col" class="number">Booked</th><th scope="col">Newest numbers</th><th scope="col">Session</th></tr></thead>
<tbody>${accounts.map(accountRow)}</tbody></table></div>
</section>`
}

function accountRow(report: AccountReport, index: number): Html {
  const { account, listings, week, newestDay } = report
  const { funnel, funnelBefore, gap } = weekOfNumbers(report, week)
  const change = formatChange(funnelBefore?.pageViews ?? null, funnel?.pageViews ?? null)
  const versus = formatChange(gap?.pageViews.similar ?? null, gap?.pageViews.own ?? null)
  const session = { ok: 'works', expired: 'expired', unknown: 'not tried yet' }[account.credentialStatus]
  return html`<tr><th scope="row"><a href="#${accountAnchor(index)}">${nameText(account.accountId)}</a></th><td class="number">${listings.length}</td><td>${week === null ? NO_NUMBER : formatWeek(week)}</td><td class="number">${formatNumber(funnel?.pageViews ?? null)}</td><td class="number">${change ?? NO_NUMBER}</td><td class="number">${versus ?? NO_NUMBER}</td><td class="number">${formatRate(funnel?.listingToBooking ?? null)}</td><td>${newestDay === null ? 'none yet' : formatDay(newestDay)}</td><td class="${account.credentialStatus === 'expired' ? 'ill' : ''}">${session}</td></tr>
`
}
