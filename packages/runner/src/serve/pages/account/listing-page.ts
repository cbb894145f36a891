import type { ListingReport, ListingRows } from '../../../report/collect/listing-report.ts'
import { type Html, html } from '../../../report/markup/html.ts'
import { formatDay, formatWeekday } from '../../../report/markup/report-formats.ts'
import { keyFigures } from '../../../report/page/key-figures.ts'
import { nameOf, nameText, publicTitle } from '../../../report/page/names.ts'
import { nightsAheadPart } from '../../../report/page/nights-ahead-part.ts'
import { nightsTable } from '../../../report/page/nights-table.ts'
import { otherMetricsPart } from '../../../report/page/other-metrics-part.ts'
import { pacePart } from '../../../report/page/pace-part.ts'
import { part } from '../../../report/page/part.ts'
import { weekFigures } from '../../../report/page/week-figures.ts'
import { listingWeeksTable } from '../../../report/page/weeks-table.ts'
import type { PageContent } from '../frame/page-frame.ts'
import { accountPath, listingPath } from '../frame/paths.ts'
import type { AccountNumbers } from './read-account.ts'

/** What the page of a listing is made of: numbers of it alone. */
interface ListingFacts extends AccountNumbers {
  readonly listing: ListingReport
  readonly rows: ListingRows
}

/** A listing: its nights ahead, its weeks, and every number behind them. */
export function listingPage(facts: ListingFacts): PageContent {
  const { report, listing } = facts
  const { accountId, name } = report.account
  const { listingId, lastSyncedDay } = listing
  const title = publicTitle(listing)
  return {
    title: `Listing ${listing.internalName ?? listing.listingName ?? listingId}`.slice(0, 120),
    place: null,
    body: html`<p class="crumbs"><a href="/pages">Overview</a> › <a href="${accountPath(accountId)}">${nameText(name ?? `Account ${accountId}`)}</a></p>
<h1>${nameOf(listing)}</h1>
<p class="lead">${title !== null && html`${title} · `}listing ${listingId}, ${lastSyncedDay === null ? 'never read' : `last read on ${formatWeekday(lastSyncedDay)}`}</p>
${numbers(facts)}`,
  }
}

function numbers({ report, frame: common, listing, rows }: ListingFacts): Html {
  if (rows.nights.length === 0 && listing.weeks.length === 0 && rows.other.length === 0) {
    return html`<p class="empty">There is no number: ${listing.lastSyncedDay === null ? 'the listing was never read successfully.' : `Airbnb had none when it was last read, on ${formatDay(listing.lastSyncedDay)}.`}</p>`
  }
  const frame = { ...common, id: 'listing' }
  return html`<h2>Numbers</h2>
<p class="lead">Every date here is a night that guests searched for, not the day on which they looked.</p>
${report.hasAhead && html`${keyFigures(report)}${nightsAheadPart(report, { ...frame, links: [listingPath(report.account.accountId, listing.listingId)] })}${pacePart(report, frame)}`}
${part(
  'Week by week',
  'How often guests saw the listing in search, opened it and booked, for the nights of each week.',
  html`${weekFigures(listing.weeks, frame)}${otherMetricsPart(rows.other, frame)}${listingWeeksTable(rows, listing, common.growingFrom)}${nightsTable(rows, listing)}`,
)}`
}
