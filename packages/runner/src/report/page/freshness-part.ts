import { addDays, type CalendarDate, daysBetween } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import type { AccountReport } from '../collect/account-report.ts'
import type { ListingReport } from '../collect/listing-report.ts'
import { type Html, html } from '../html.ts'
import { formatDay, formatDays, NO_NUMBER } from '../report-formats.ts'
import { listingName } from './names.ts'

const LISTINGS_SHOWN = 20
const GAPS_SHOWN = 4

/** How far the numbers reach, which are final, and which are missing. */
export function freshnessPart(account: AccountReport, today: CalendarDate): Html {
  const { listings, newestDay } = account
  const lacking = listings.filter((listing) => shortcoming(listing, newestDay) !== null)
  const shown = lacking.slice(0, LISTINGS_SHOWN)
  const complete = listings.length - lacking.length
  return html`<ul class="facts">
<li>${reachText(newestDay, today)}</li>
<li>${finalText(account)}</li>
<li>${complete === listings.length ? `${formatQuantity(complete, 'listing')}, none with a day missing.` : `${formatQuantity(complete, 'listing')} of ${String(listings.length)} without a day missing.`}</li>
</ul>
${
  shown.length > 0 &&
  html`<div class="scrolls" tabindex="0" role="region" aria-label="Listings with missing days"><table>
<thead><tr><th scope="col">Listing</th><th scope="col">Numbers from … to</th><th scope="col">Last asked</th><th scope="col">What is missing</th></tr></thead>
<tbody>${shown.map((listing) => shortcomingRow(listing, newestDay))}</tbody></table></div>`
}
${lacking.length > shown.length && html`<p class="note">And ${lacking.length - shown.length} further listings with days missing.</p>`}`
}

function reachText(newestDay: CalendarDate | null, today: CalendarDate): string {
  if (newestDay === null) return 'There is no number yet.'
  const age = daysBetween(newestDay, today)
  const when = age <= 0 ? 'today' : age === 1 ? 'yesterday' : `${String(age)} days ago`
  return `The newest numbers are of ${formatDay(newestDay)}, which was ${when} when this report was made.`
}

function finalText({ finality: { through, from } }: AccountReport): string {
  if (through === null) return 'Which days are final is not known yet.'
  return from === 'settled'
    ? `Numbers up to ${formatDay(through)} are final: days that old did not change when they were asked again. Later days are still counted.`
    : `Numbers after ${formatDay(through)}, the API’s own last day, are not final. How long earlier days still change will show when they are asked again on another day.`
}

/** What a listing lacks in words; null where it lacks nothing. */
function shortcoming(
  { freshness, lastSyncedDay }: ListingReport,
  newestDay: CalendarDate | null,
): string | null {
  const { gaps, newestDay: own } = freshness
  if (own === null) {
    return lastSyncedDay === null ? 'It was never asked successfully.' : 'The API had no number for it.'
  }
  const behind = newestDay !== null && own < newestDay ? [formatDays(addDays(own, 1), newestDay)] : []
  const missing = [...gaps.map(({ start, end }) => formatDays(start, end)), ...behind]
  if (missing.length === 0) return null
  const more = missing.length - GAPS_SHOWN
  return `${missing.slice(-GAPS_SHOWN).join('; ')}${more > 0 ? `; and ${formatQuantity(more, 'earlier gap')}` : ''}`
}

function shortcomingRow(listing: ListingReport, newest: CalendarDate | null): Html {
  const { lastSyncedDay } = listing
  const { firstDay, newestDay } = listing.freshness
  const span = firstDay === null || newestDay === null ? NO_NUMBER : formatDays(firstDay, newestDay)
  return html`<tr><th scope="row">${listingName(listing)}</th><td>${span}</td><td>${lastSyncedDay === null ? 'never' : formatDay(lastSyncedDay)}</td><td>${shortcoming(listing, newest)}</td></tr>
`
}
