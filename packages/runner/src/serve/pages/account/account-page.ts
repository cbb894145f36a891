import type { SessionOutlook } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import { endText } from '../../../accounts/outlook-text.ts'
import { formatQuantity } from '../../../output/format.ts'
import { type Html, html } from '../../../report/markup/html.ts'
import { formatWeekday } from '../../../report/markup/report-formats.ts'
import { freshnessPart } from '../../../report/page/freshness-part.ts'
import { keyFigures } from '../../../report/page/key-figures.ts'
import { listingTable } from '../../../report/page/listing-table.ts'
import { moversPart } from '../../../report/page/movers-part.ts'
import { nameText } from '../../../report/page/names.ts'
import { needsAHand } from '../../../report/page/needs-a-hand.ts'
import { nightsAheadPart } from '../../../report/page/nights-ahead-part.ts'
import { pacePart } from '../../../report/page/pace-part.ts'
import { part } from '../../../report/page/part.ts'
import { weekFigures } from '../../../report/page/week-figures.ts'
import { accountWeeksTable } from '../../../report/page/weeks-table.ts'
import { type PageContent, type PageReader, postForm } from '../frame/page-frame.ts'
import { accountPath, listingPath } from '../frame/paths.ts'
import { runsList } from '../frame/runs-list.ts'
import { sessionWords } from '../frame/session-words.ts'
import type { AccountNumbers } from './read-account.ts'

/** Listings whose nights ahead are drawn; the rest have theirs on pages of their own. */
const PICTURES = 24

/** What the page of an account is made of. */
interface AccountFacts extends AccountNumbers {
  readonly outlook: SessionOutlook | undefined
  readonly today: CalendarDate
}

/** An account: what needs a hand, its nights ahead, its weeks, its listings, its runs. */
export function accountPage(facts: AccountFacts, reader: PageReader): PageContent {
  const { report, outlook, today } = facts
  const { account, listings, readOn } = report
  const { accountId, name } = account
  const wanting = needsAHand(report, today)
  const { text, tone } = sessionWords(account, outlook)
  const end = outlook === undefined ? null : endText(outlook, new Date())
  return {
    title: `Account ${name ?? accountId}`,
    place: null,
    body: html`<p class="crumbs"><a href="/pages">Overview</a></p>
<h1>${nameText(name ?? `Account ${accountId}`)}</h1>
<p class="lead">${name !== null && `Account ${accountId}. `}${formatQuantity(listings.length, 'listing')}, ${readOn === null ? 'never read' : `last read on ${formatWeekday(readOn)}`}; <span class="${tone}">${text}</span>${end !== null && ` (${end})`}.</p>
${actions(facts, reader)}
<h2>What needs a hand</h2>
${wanting.length === 0 ? html`<p class="well">✓ Nothing needs you.</p>` : html`<ul class="warning">${wanting.map((sentence) => html`<li>${sentence}</li>`)}</ul>`}
${numbers(facts)}
<h2>Runs</h2>
<p class="lead">When the numbers were fetched, and how that went.</p>
${runsList(report.runs)}`,
  }
}

function actions({ report: { account, readOn } }: AccountFacts, reader: PageReader): Html {
  const path = accountPath(account.accountId)
  const taken = `/api/v1/accounts/${account.accountId}`
  return html`<div class="actions">
${
  reader.mayChange &&
  html`${account.isActive && postForm(`${path}/sync`, reader, html`<button>Sync now</button>`)}
<a class="button quiet" href="/pages/add-account">Renew its session</a>
${account.isActive ? postForm(`${path}/disable`, reader, html`<button class="quiet">Disable</button>`) : postForm(`${path}/enable`, reader, html`<button class="quiet">Enable</button>`)}`
}
${readOn !== null && html`<a class="button quiet" href="${taken}/report">Report</a><a class="button quiet" href="${taken}/workbook" download>Spreadsheet</a>`}
</div>`
}

function numbers({ report, frame: common }: AccountFacts): Html {
  const { account, listings, readOn } = report
  if (readOn === null)
    return html`<h2>Numbers</h2><p class="empty">There is no number yet: the first sync brings them.</p>`
  const frame = { ...common, id: 'account' }
  const linkTo = ({ listingId }: { readonly listingId: string }): string =>
    listingPath(account.accountId, listingId)
  return html`<h2>Numbers</h2>
<p class="lead">Every date here is a night that guests searched for, not the day on which they looked.</p>
${report.hasAhead && html`${keyFigures(report)}${nightsAheadPart(report, { ...frame, links: listings.slice(0, PICTURES).map(linkTo) })}${pacePart(report, frame)}`}
${part(
  'Week by week',
  'How often guests saw your listings in search, opened them and booked, for the nights of each week. Behind today: what the weeks came to. After it: what is known so far.',
  html`${weekFigures(report.weeks, frame)}${accountWeeksTable(report)}`,
)}
${part('All listings', 'Every listing at a glance, those with most page views first.', listingTable(report, linkTo))}
${moversPart(report)}
${part('Freshness and gaps', 'Which nights have numbers, when these were read, and which are missing.', freshnessPart(report))}`
}
