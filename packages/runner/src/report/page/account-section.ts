import type { Account } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import type { AccountReport } from '../collect/account-report.ts'
import { type Html, html } from '../markup/html.ts'
import { formatWeekday } from '../markup/report-formats.ts'
import { accountAnchor, listingAnchor } from './anchors.ts'
import type { FigureFrame } from './figure-frame.ts'
import { freshnessPart } from './freshness-part.ts'
import { keyFigures } from './key-figures.ts'
import { listingTable } from './listing-table.ts'
import { moversPart } from './movers-part.ts'
import { nameText } from './names.ts'
import { needsAHand } from './needs-a-hand.ts'
import { nightsAheadPart } from './nights-ahead-part.ts'
import { pacePart } from './pace-part.ts'
import { part } from './part.ts'
import { runsTable } from './runs-table.ts'
import { weekFigures } from './week-figures.ts'
import { accountWeeksTable } from './weeks-table.ts'

/** Where an account stands in the report. */
interface AccountPlace {
  readonly index: number
  readonly frame: Omit<FigureFrame, 'id'>
  /** The day on which the report is made. */
  readonly madeOn: CalendarDate
  /** How many of its listings, from the first on, have a section of their own. */
  readonly detailed: number
}

/** The name of an account with its id behind it, or "Account" and the id. */
function accountHeading({ accountId, name }: Account): Html {
  return name === null
    ? html`Account ${nameText(accountId)}`
    : html`${nameText(name)} (account ${nameText(accountId)})`
}

/** All of an account but the sections of its listings. */
export function accountSection(report: AccountReport, place: AccountPlace): Html {
  const { account, listings, readOn } = report
  const { index, madeOn, detailed } = place
  const id = accountAnchor(index)
  const frame = { ...place.frame, id }
  const links = listings.slice(0, detailed).map((_, at) => `#${listingAnchor(index, at)}`)
  const wanting = needsAHand(report, madeOn)
  return html`<section class="account" id="${id}" aria-labelledby="${id}-name">
<h2 id="${id}-name">${accountHeading(account)}</h2>
<p class="lead">${formatQuantity(listings.length, 'listing')}, ${readOn === null ? 'never read.' : `last read on ${formatWeekday(readOn)}.`}</p>
${wanting.length === 0 ? html`<p class="well">✓ Nothing needs you.</p>` : html`<ul class="warning">${wanting.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
${report.hasAhead ? html`${keyFigures(report)}${nightsAheadPart(report, { ...frame, links })}${pacePart(report, frame)}` : html`<p>No night of this report lies ahead: what is new, and how nights ahead stand, is in a report that goes beyond today.</p>`}
${part(
  'Week by week',
  'How often guests saw your listings in search, opened them and booked, for the nights of each week. Behind today: what the weeks came to. After it: what is known so far.',
  html`${weekFigures(report.weeks, frame)}${accountWeeksTable(report)}`,
)}
${part(
  'All listings',
  'Every listing at a glance, those with most page views first.',
  listingTable(report, (_, at) => links[at] ?? null),
)}
${moversPart(report)}
${part('Freshness and gaps', 'Which nights have numbers, when these were read, and which are missing.', freshnessPart(report))}
${part('Last runs', 'When the numbers were fetched, and how that went.', runsTable(report.runs))}
${detailed > 0 && html`<h2 class="listings-heading">Listings of ${account.name === null ? 'account ' : ''}${nameText(account.name ?? account.accountId)}</h2>`}
${detailed < listings.length && html`<p class="note">Shown in detail: the ${formatQuantity(detailed, 'listing')} with most page views. The other ${listings.length - detailed} are in the table above; a report of this account alone has room for more, and --listings sets how many.</p>`}
</section>`
}
