import type { AccountReport } from '../collect/account-report.ts'
import { type Html, html } from '../html.ts'
import { formatChange, formatNumber, formatRate, formatWeek } from '../report-formats.ts'
import { weekOfNumbers } from './week-of-numbers.ts'

/** An account's newest final week in four numbers. */
export function keyFigures(account: AccountReport): Html {
  const { week, finality } = account
  if (week === null) {
    return html`<p class="empty">There are not yet two whole weeks in a row with numbers that can be compared.</p>`
  }
  const { funnel, funnelBefore, gap } = weekOfNumbers(account, week)
  const views = gap?.pageViews
  const versus = formatChange(views?.similar ?? null, views?.own ?? null)
  return html`<p class="lead">The week of ${formatWeek(week)}, ${finality.from === 'settled' ? 'the newest whose numbers are final' : 'the newest that has ended; its numbers may not be final yet'}:</p>
<dl class="key-figures">
${tile('Seen in search', formatNumber(funnel?.firstPageImpressions ?? null), 'times on the first page of results', changeText(formatChange(funnelBefore?.firstPageImpressions ?? null, funnel?.firstPageImpressions ?? null)))}
${tile('Page views', formatNumber(funnel?.pageViews ?? null), versus === null ? 'of all listings' : `${versus} against similar listings`, changeText(formatChange(funnelBefore?.pageViews ?? null, funnel?.pageViews ?? null)))}
${tile('Opened', formatRate(funnel?.searchToListing ?? null), 'of first-page impressions', `${formatRate(funnelBefore?.searchToListing ?? null)} the week before`)}
${tile('Booked', formatRate(funnel?.listingToBooking ?? null), 'of page views', `${formatRate(funnelBefore?.listingToBooking ?? null)} the week before`)}
</dl>`
}

function changeText(change: string | null): string {
  return change === null ? 'nothing to compare with' : `${change} on the week before`
}

function tile(name: string, value: string, unit: string, comparison: string): Html {
  return html`<div><dt>${name}</dt><dd class="value">${value}</dd><dd>${unit}</dd><dd>${comparison}</dd></div>
`
}
