import { addDays } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import type { AccountReport } from '../collect/account-report.ts'
import type { ListingReport } from '../collect/listing-report.ts'
import { type Html, html } from '../markup/html.ts'
import { formatDay, formatDays, NO_NUMBER } from '../markup/report-formats.ts'
import { nameOf } from './names.ts'
import { wide } from './part.ts'

const LISTINGS_SHOWN = 20
const GAPS_SHOWN = 4

/** How far the numbers reach behind and ahead, when they were read, from which night on they grow, and what is missing. */
export function freshnessPart({ listings, growingFrom, today }: AccountReport): Html {
  const lacking = listings.filter((listing) => shortcoming(listing) !== null)
  const complete = listings.length - lacking.length
  const settled = listings.some(({ freshness }) => freshness.settledThrough !== null)
  return html`<ul class="facts">
<li>Nights from today on grow with each day, as guests search for them${settled && growingFrom < today && `; so do those since ${formatDay(growingFrom)}, as the last page views arrive`}.</li>
<li>${settled ? `Numbers up to the night of ${formatDay(addDays(growingFrom, -1))} no longer change: nights as old as that had the same numbers when they were read again.` : 'Whether the last nights behind still change is not known yet: none was read twice after it had passed.'}</li>
<li>${complete === listings.length ? `${formatQuantity(complete, 'listing')}, none with a night missing.` : `${formatQuantity(complete, 'listing')} of ${String(listings.length)} without a night missing.`}</li>
</ul>
${wide(
  'Nights with numbers',
  html`<table>
<thead><tr><th scope="col">Listing</th><th scope="col">What is missing</th><th scope="col">Nights with numbers</th><th scope="col">Last read</th><th scope="col">Nights read on that day</th></tr></thead>
<tbody>${[...lacking, ...listings.filter((listing) => !lacking.includes(listing))].slice(0, LISTINGS_SHOWN).map(freshnessRow)}</tbody></table>`,
)}
${listings.length > LISTINGS_SHOWN && html`<p class="note">And ${formatQuantity(listings.length - LISTINGS_SHOWN, 'further listing')}${lacking.length > LISTINGS_SHOWN ? `, ${String(lacking.length - LISTINGS_SHOWN)} of them with nights missing` : ', none with a night missing'}.</p>`}`
}

/** What a listing lacks in words; null where it lacks nothing. */
function shortcoming({ freshness, lastSyncedDay }: ListingReport): string | null {
  const { gaps, lastNight } = freshness
  if (lastNight === null) {
    return lastSyncedDay === null ? 'It was never read successfully.' : 'The API had no number for it.'
  }
  if (gaps.length === 0) return null
  const more = gaps.length - GAPS_SHOWN
  const named = gaps.slice(-GAPS_SHOWN).map(({ start, end }) => formatDays(start, end))
  return `${named.join('; ')}${more > 0 ? `; and ${formatQuantity(more, 'earlier gap')}` : ''}`
}

function freshnessRow(listing: ListingReport): Html {
  const { lastSyncedDay } = listing
  const { firstNight, lastNight, reads } = listing.freshness
  const span = firstNight === null || lastNight === null ? NO_NUMBER : formatDays(firstNight, lastNight)
  const read = reads[0]?.nights.map(({ start, end }) => formatDays(start, end)).join('; ') ?? NO_NUMBER
  return html`<tr><th scope="row">${nameOf(listing)}</th><td>${shortcoming(listing) ?? 'nothing'}</td><td class="day">${span}</td><td class="day">${lastSyncedDay === null ? 'never' : formatDay(lastSyncedDay)}</td><td>${read}</td></tr>
`
}
