import type { NightAhead } from 'insights-store-timescale'
import { type CalendarDate, sundayOf } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import { zeroAxis } from '../charts/chart-scale.ts'
import { type StripNight, weekStrip } from '../charts/week-strip.ts'
import type { AccountReport } from '../collect/account-report.ts'
import type { ListingReport } from '../collect/listing-report.ts'
import {
  compareNights,
  isBehind,
  nightsOfWeek,
  ratioOf,
  type WeekBehind,
  weeksBehind,
} from '../collect/nights-compared.ts'
import { takenFrom } from '../collect/taken-from.ts'
import { type Html, html } from '../markup/html.ts'
import {
  formatChange,
  formatDayOfYear,
  formatNearWeek,
  formatNumber,
  formatWeek,
  formatWeekday,
  NO_NUMBER,
} from '../markup/report-formats.ts'
import type { FigureFrame } from './figure-frame.ts'
import { nameOf } from './names.ts'
import { part } from './part.ts'
import { pictureKey } from './picture-key.ts'

/** Listings whose pictures stand open; those of the rest can be opened. */
const OPEN = 8
/** Weeks that are named where many fall behind; all are marked in the pictures. */
const WEEKS_NAMED = 3

/** What the part needs to know beside the account. */
interface NightsAheadPlace extends FigureFrame {
  /** Where there is more of each listing that is drawn. */
  readonly links: readonly string[]
}

/** The calendar picture of the nights ahead, listing by listing, and the weeks that fall behind in words. */
export function nightsAheadPart(account: AccountReport, place: NightsAheadPlace): Html {
  const { listings } = account
  const weeks = place.weeks.filter((week) => week >= sundayOf(place.today))
  const pictures = place.links.flatMap((link, at) => {
    const listing = listings[at]
    return listing === undefined || listing.nights.length === 0 ? [] : picture(listing, link, weeks, place)
  })
  const more = pictures.slice(OPEN)
  return part(
    'Nights ahead',
    `How often guests who searched for a night have opened your page so far, for the ${formatQuantity(weeks.length - 1, 'week')} from today on.`,
    html`${behindText(weeksBehind(listings, weeks))}
${pictures.length > 0 && pictureKey(takenFrom(listings.flatMap((listing) => listing.nights)))}
${pictures.slice(0, OPEN)}
${more.length > 0 && html`<details class="more-rows"><summary>${formatQuantity(more.length, 'more listing')}</summary>${more}</details>`}`,
  )
}

/** Which weeks fall behind similar listings, in words. */
function behindText(weeks: readonly WeekBehind[]): Html {
  if (weeks.length === 0) {
    return html`<p class="well">✓ In no week do nights that look free fall behind similar listings by a fifth or more.</p>`
  }
  const named = weeks
    .slice(0, WEEKS_NAMED)
    .map(
      ({ listing, week, own, similar }, index) =>
        html`${index > 0 && ', '}${nameOf(listing)} ${formatNearWeek(week)} (${formatNumber(own)} page views, similar ${formatNumber(similar)})`,
    )
  return html`<p><span class="behind">▼ ${formatQuantity(weeks.length, 'week')} behind similar listings</span> by a fifth or more, in nights that look free${weeks.length > WEEKS_NAMED ? ', most of all' : ''}: ${named}.</p>`
}

function picture(
  listing: ListingReport,
  link: string,
  weeks: readonly CalendarDate[],
  { today, growingFrom }: FigureFrame,
): Html {
  const nights = stripNights(listing)
  const axis = zeroAxis(Math.max(0, ...nights.flatMap(({ own, similar }) => [own ?? 0, similar ?? 0])), 1)
  const { own, similar, nights: count, taken } = compareNights(listing.nights)
  const change = formatChange(similar, own)
  const free = `${formatNumber(own)} page views, similar ${formatNumber(similar)}${change === null ? '' : ` (${change})`}`
  return html`<section class="picture">
<h4><a href="${link}">${nameOf(listing)}</a></h4>
<p>${free}; ${formatNumber(taken)} of ${formatQuantity(count, 'night')} ${takenVerb(listing.nights)}. The top of a box is ${formatQuantity(axis.top, 'page view')}.</p>
<ol class="weeks">${weeks.map((week) => {
    const verdict = verdictOf(listing, week)
    return html`<li><span class="week-name">${formatDayOfYear(week)}</span>${weekStrip({
      week,
      nights: nightsOfWeek(nights, week),
      top: axis.top,
      today,
      growingFrom,
      text: `${formatWeek(week)}: ${verdict.words}`,
    })}<span class="verdict ${verdict.tone}">${verdict.text}</span></li>
`
  })}</ol>
</section>
`
}

interface Verdict {
  readonly text: string
  readonly words: string
  readonly tone: 'up' | 'down' | 'even'
}

/** A week ahead against similar listings, in a few characters and in words. */
function verdictOf(listing: ListingReport, week: CalendarDate): Verdict {
  const ahead = nightsOfWeek(listing.nights, week)
  const compared = compareNights(ahead)
  const { own, similar, nights, taken } = compared
  const looks = `${formatNumber(own)} page views for nights that look free, similar ${formatNumber(similar)}; ${String(taken)} of ${formatQuantity(nights, 'night')} ${takenVerb(ahead)}`
  const ratio = ratioOf(compared)
  if (nights > 0 && taken === nights) return { text: 'taken', words: looks, tone: 'even' }
  if (ratio === null) return { text: NO_NUMBER, words: looks, tone: 'even' }
  const change = formatChange(similar, own) ?? ''
  if (isBehind(ratio)) return { text: `▼ ${change}`, words: looks, tone: 'down' }
  return { text: change, words: looks, tone: ratio >= 1.2 ? 'up' : 'even' }
}

/** This week's nights that have passed, then those ahead. */
function stripNights({ passed, nights }: ListingReport): StripNight[] {
  return [
    ...passed.map(({ night, own, similar }) => ({
      night,
      own,
      similar,
      gained: 0,
      looksTaken: false,
      text: nightText(night, own, similar),
    })),
    ...nights.map(({ night, own, similar, gained, looksTaken, takenFrom: from, readOn }) => ({
      night,
      own,
      similar,
      gained: gained ?? 0,
      looksTaken,
      text: `${nightText(night, own, similar)}${gained !== null && gained > 0 ? `, ${String(gained)} of them new` : ''}${looksTaken ? TAKEN_WORDS[from] : ''} (read ${formatDayOfYear(readOn)})`,
    })),
  ]
}

const TAKEN_WORDS: Readonly<Record<NightAhead['takenFrom'], string>> = {
  occupancy_rate: '; taken',
  page_views: '; looks taken',
}

/** How taken nights are spoken of: those of which it is known otherwise than those that only look so. */
function takenVerb(nights: readonly NightAhead[]): string {
  return takenFrom(nights) === 'occupancy_rate' ? 'are taken' : 'look taken'
}

function nightText(night: CalendarDate, own: number | null, similar: number | null): string {
  return `${formatWeekday(night)}: ${own === null ? 'no number' : formatQuantity(own, 'page view')}, similar ${formatNumber(similar)}`
}
