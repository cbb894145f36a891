import { addDays } from 'insights-transform'
import { formatQuantity } from '../../output/format.ts'
import type { AccountReport } from '../collect/account-report.ts'
import { compareNights } from '../collect/nights-compared.ts'
import { type TakenFrom, takenFrom } from '../collect/taken-from.ts'
import { type Html, html } from '../markup/html.ts'
import {
  formatChange,
  formatNearWeek,
  formatNumber,
  formatSigned,
  NO_NUMBER,
} from '../markup/report-formats.ts'
import { gainedOf } from './pace-part.ts'

/** How sure it is that nights are taken. */
const TAKEN_FROM: Readonly<Record<TakenFrom, string>> = {
  page_views: 'a guess from page views',
  occupancy_rate: 'by Airbnb’s occupancy rate',
  both: 'by occupancy, else a guess',
}

/** An account in four numbers: what lies ahead, what came in since the last look, what is taken, what the last week came to. */
export function keyFigures(account: AccountReport): Html {
  return html`<dl class="key-figures">
${ahead(account)}
${sinceLastLook(account)}
${lookTaken(account)}
${lastWeek(account)}
</dl>`
}

function ahead({ listings }: AccountReport): Html {
  const { own, similar } = compareNights(listings.flatMap((listing) => listing.nights))
  const change = formatChange(similar, own)
  return tile(
    'Nights ahead',
    formatNumber(own),
    'page views so far for free nights',
    change === null ? 'nothing to compare with' : `${change} against similar (${formatNumber(similar)})`,
  )
}

function sinceLastLook({ listings }: AccountReport): Html {
  const { own, similar, since } = gainedOf(listings.flatMap(({ pace }) => pace))
  if (since === null)
    return tile(
      'New since the last look',
      NO_NUMBER,
      'page views for nights ahead',
      'there was one look only',
    )
  return tile(
    'New since the last look',
    formatSigned(own),
    `page views since ${since}`,
    `similar listings ${formatSigned(similar)}`,
  )
}

function lookTaken({ listings }: AccountReport): Html {
  const all = listings.flatMap((listing) => listing.nights)
  const { taken, nights } = compareNights(all)
  const from = takenFrom(all)
  return tile(
    from === 'occupancy_rate' ? 'Nights taken' : 'Nights that look taken',
    formatNumber(taken),
    `of ${formatQuantity(nights, 'night')} ahead`,
    TAKEN_FROM[from],
  )
}

function lastWeek({ weeks, lastWeek: week }: AccountReport): Html {
  if (week === null) return tile('Nights booked', NO_NUMBER, 'no week has passed yet', '')
  const now = weeks.find((one) => one.week === week)
  const before = weeks.find((one) => one.week === addDays(week, -7))
  return tile(
    'Nights booked',
    formatNumber(now?.bookedNights ?? null),
    `in the week of ${formatNearWeek(week)}`,
    `${formatNumber(before?.bookedNights ?? null)} the week before`,
  )
}

function tile(name: string, value: string, unit: string, comparison: string): Html {
  return html`<div><dt>${name}</dt><dd class="value">${value}</dd><dd>${unit}</dd><dd>${comparison}</dd></div>
`
}
