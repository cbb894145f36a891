import { createHash } from 'node:crypto'
import type { CalendarDate } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import { type Html, html, markup } from '../html.ts'
import { formatDay, formatDays } from '../report-formats.ts'
import type { ReportPeriod } from '../report-period.ts'
import { PAGE_STYLE } from './page-style.ts'

/** What the page says about itself. */
export interface PageFacts {
  readonly period: ReportPeriod
  readonly today: CalendarDate
  readonly accounts: number
  readonly listings: number
}

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64')
/** Nothing is loaded and nothing runs, whatever a listing is called. The icon is none, so that no server is asked for one. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'none'`

/** The beginning of the page, up to its first section. */
export function pageHead({ period, today, accounts, listings }: PageFacts): Html {
  const days = formatDays(period.from, period.to)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Airbnb insights, ${days}</title>
<link rel="icon" href="data:,">
<style>${markup(PAGE_STYLE)}</style>
</head>
<body>
<main>
<header>
<h1>Airbnb insights</h1>
<p class="span">${days}</p>
<p class="lead">${formatQuantity(accounts, 'account')}, ${formatQuantity(listings, 'listing')}. Made on ${formatDay(today)} from the numbers stored by then.</p>
<ul class="legend">
<li class="own">Own listings</li>
<li class="similar">Similar listings, as Airbnb chooses them</li>
<li class="zone">Not final: Airbnb still counts these days</li>
<li class="weeks">One tick a week, at Sunday; weeks run from Sunday to Saturday</li>
</ul>
<p class="note">All axes begin at zero. Where Airbnb had no number there is none here: a line has a gap, a table a “–”. “Table” under a chart shows its values.</p>
</header>
`
}

/** The end of the page. */
export function pageFoot(): Html {
  return html`</main>
</body>
</html>
`
}
