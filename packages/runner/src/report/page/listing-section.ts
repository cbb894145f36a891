import type { ListingReport, ListingRows } from '../collect/listing-report.ts'
import { type Html, html } from '../markup/html.ts'
import { formatDay } from '../markup/report-formats.ts'
import type { FigureFrame } from './figure-frame.ts'
import { nameOf, publicTitle } from './names.ts'
import { nightsTable } from './nights-table.ts'
import { otherMetricsPart } from './other-metrics-part.ts'
import { paceFigure } from './pace-part.ts'
import { weekFigures } from './week-figures.ts'
import { listingWeeksTable } from './weeks-table.ts'

/** A listing with all its charts, and every number behind them. */
export function listingSection(listing: ListingReport, rows: ListingRows, frame: FigureFrame): Html {
  const { lastSyncedDay, listingId, weeks, pace } = listing
  const title = publicTitle(listing)
  const heading = html`<h3>${nameOf(listing)}</h3>
<p class="lead">${title !== null && html`${title} · `}listing ${listingId}</p>`
  if (rows.nights.length === 0 && weeks.length === 0 && rows.other.length === 0) {
    return html`<section class="listing" id="${frame.id}">${heading}
<p class="empty">No numbers for these nights: ${lastSyncedDay === null ? 'the listing was never read successfully.' : `the API had none when it was last read, on ${formatDay(lastSyncedDay)}.`}</p>
</section>`
  }
  return html`<section class="listing" id="${frame.id}">${heading}
${weekFigures(weeks, frame)}
${pace.length > 0 && html`<div class="figures">${paceFigure(pace, frame)}</div>`}
${otherMetricsPart(rows.other, frame)}${listingWeeksTable(rows, listing, frame.growingFrom)}
${nightsTable(rows, listing)}
</section>
`
}
