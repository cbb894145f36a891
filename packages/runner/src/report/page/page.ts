import { createHash } from 'node:crypto'
import type { CalendarDate } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import type { ReportPeriod } from '../collect/report-period.ts'
import { type Html, html, markup } from '../markup/html.ts'
import { formatDay, formatDays, formatWeekday } from '../markup/report-formats.ts'
import { PAGE_STYLE } from './page-style.ts'

/** What the page says about itself. */
interface PageFacts {
  readonly period: ReportPeriod
  /** The newest day on which numbers were read. */
  readonly today: CalendarDate
  /** The day on which the page is made. */
  readonly madeOn: CalendarDate
  readonly accounts: number
  readonly listings: number
}

const STYLE_HASH = createHash('sha256').update(PAGE_STYLE).digest('base64')
/** Nothing is loaded and nothing runs, whatever a listing is called. The icon is none, so that no server is asked for one. */
export const PAGE_POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'none'`

/** The beginning of the page, up to its first section. */
export function pageHead({ period, today, madeOn, accounts, listings }: PageFacts): Html {
  const nights = formatDays(period.from, period.to)
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${PAGE_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>Airbnb insights, ${nights}</title>
<link rel="icon" href="data:,">
<style>${markup(PAGE_STYLE)}</style>
</head>
<body>
${HATCHING}
<main>
<header>
<h1>Airbnb insights</h1>
<p class="lead">${accounts > 1 && `${formatQuantity(accounts, 'account')}, ${formatQuantity(listings, 'listing')}. `}Nights from ${nights}: every date here is a night that guests searched for, not the day on which they looked. ${todayText(today, madeOn)}</p>
</header>
`
}

function todayText(today: CalendarDate, madeOn: CalendarDate): string {
  if (today === madeOn) return `Today is ${formatWeekday(today)}.`
  return `“Today” is ${formatWeekday(today)}, when the numbers were last read; the page was made on ${formatDay(madeOn)}.`
}

/** What fills nights that look taken: lines, so that it does not rest on a colour. */
export const HATCHING = html`<svg width="0" height="0" class="for-readers" aria-hidden="true"><defs><pattern id="hatching" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v4"/></pattern></defs></svg>`

/** The end of the page. */
export function pageFoot(): Html {
  return html`<footer><p class="note">All axes begin at zero. Where Airbnb had no number there is none here: a chart has a gap, a table a “–”. Weeks run from Sunday to Saturday. “Weeks as a table” and “Nights as a table” show what is behind the charts.</p></footer>
</main>
</body>
</html>
`
}
