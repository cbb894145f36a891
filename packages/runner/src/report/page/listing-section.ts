import { formatQuantity } from '../../output/format.ts'
import type { ListingDay, ListingReport } from '../collect/listing-report.ts'
import { type Html, html } from '../html.ts'
import { formatDay } from '../report-formats.ts'
import type { ReportPeriod } from '../report-period.ts'
import { funnelFigures } from './funnel-figures.ts'
import { conversionFigure, listingViews } from './market-figures.ts'
import { listingName, publicTitle } from './names.ts'

/** A listing with all its charts. */
export function listingSection(
  listing: ListingReport,
  days: readonly ListingDay[],
  { period, id }: { period: ReportPeriod; id: string },
): Html {
  const frame = { period, id, finalThrough: listing.finality.through }
  const { lastSyncedDay } = listing
  const title = publicTitle(listing)
  const heading = html`<h3>${listingName(listing)}</h3>
<p class="lead">${title !== null && html`${title} · `}listing ${listing.listingId} · ${formatQuantity(listing.freshness.days, 'day')} with numbers</p>`
  if (days.length === 0 && listing.funnel.length === 0) {
    return html`<section class="listing" id="${id}">${heading}
<p class="empty">No numbers for these days: ${lastSyncedDay === null ? 'the listing was never asked successfully.' : `the API had none when it was last asked, on ${formatDay(lastSyncedDay)}.`}</p>
</section>`
  }
  return html`<section class="listing" id="${id}">${heading}
<div class="figures">
${listingViews(days, frame)}
${conversionFigure(listing.gap, frame)}
</div>
${funnelFigures(listing.funnel, frame)}
</section>
`
}
