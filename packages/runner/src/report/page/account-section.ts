import type { Account } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import { formatInstant, formatQuantity } from '../../output/format.ts'
import type { AccountReport } from '../collect/account-report.ts'
import { type Html, html } from '../html.ts'
import type { ReportPeriod } from '../report-period.ts'
import { accountAnchor } from './anchors.ts'
import { freshnessPart } from './freshness-part.ts'
import { funnelFigures } from './funnel-figures.ts'
import { keyFigures } from './key-figures.ts'
import { listingTable } from './listing-table.ts'
import { accountViews, conversionFigure } from './market-figures.ts'
import { moversTables } from './movers-table.ts'
import { nameText } from './names.ts'
import { runsTable } from './runs-table.ts'

/** Where an account stands in the report. */
export interface AccountPlace {
  readonly index: number
  readonly period: ReportPeriod
  readonly today: CalendarDate
  /** How many of its listings have a section of their own. */
  readonly detailed: number
}

/** All of an account but the sections of its listings. */
export function accountSection(
  report: AccountReport,
  { index, period, today, detailed }: AccountPlace,
): Html {
  const id = accountAnchor(index)
  const frame = { period, id, finalThrough: report.finality.through }
  const { account, listings } = report
  return html`<section class="account" id="${id}" aria-labelledby="${id}-name">
<h2 id="${id}-name">Account ${nameText(account.accountId)}</h2>
${sessionWarning(account)}
${keyFigures(report)}
${part('All listings', 'Every listing at a glance, those with most page views first.', listingTable(report, { period, index, detailed }))}
${part(
  'Page views and conversion',
  'How often guests opened the listings’ pages and went on to book, against similar listings.',
  html`<div class="figures">${accountViews(report.gap, frame)}${conversionFigure(report.gap, frame)}</div>`,
)}
${part('From search to booking', 'Three steps, week by week: being seen, being opened, being booked.', funnelFigures(report.funnel, frame))}
${listings.length > 1 && part('Biggest movers', 'The listings whose numbers changed most since the week before.', moversTables(report))}
${part('Freshness and gaps', 'How far the numbers reach, which are final, and which are missing.', freshnessPart(report, today))}
${part('Last runs', 'When the numbers were fetched, and how that went.', runsTable(report.runs))}
${detailed > 0 && html`<h2 class="listings-heading">Listings of account ${nameText(account.accountId)}</h2>`}
${detailed < listings.length && html`<p class="note">Shown in detail: the ${formatQuantity(detailed, 'listing')} with most page views. The other ${listings.length - detailed} are in the table above; a report of this account alone has room for more, and --listings sets how many.</p>`}
</section>`
}

function part(title: string, meaning: string, content: Html): Html {
  return html`<section class="part">
<h3>${title}</h3>
<p class="lead">${meaning}</p>
${content}
</section>
`
}

function sessionWarning({ credentialStatus, credentialCheckedAt, isActive }: Account): Html | null {
  if (!isActive) return html`<p class="warning">This account is disabled: nothing new is fetched for it.</p>`
  if (credentialStatus !== 'expired') return null
  return html`<p class="warning">Airbnb has ended this account’s session (seen ${formatInstant(credentialCheckedAt)}): nothing new comes in until its cookie is given again.</p>`
}
