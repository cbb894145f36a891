import type { CalendarDate } from 'insights-transform'
import type { AccountReport } from '../collect/account-report.ts'
import { compareNights } from '../collect/nights-compared.ts'
import { type Html, html } from '../markup/html.ts'
import { formatChange, formatDay, formatNumber, formatSigned, NO_NUMBER } from '../markup/report-formats.ts'
import { accountAnchor } from './anchors.ts'
import { nameText } from './names.ts'
import { needsAHand } from './needs-a-hand.ts'
import { gainedOf } from './pace-part.ts'
import { part, wide } from './part.ts'

/** All accounts of a report in a table that leads to each: first what has room on a phone. */
export function accountsTable(accounts: readonly AccountReport[], madeOn: CalendarDate): Html {
  return part(
    'All accounts',
    'Each account at a glance, and where to read on.',
    wide(
      'All accounts',
      html`<table class="accounts">
<thead><tr><th scope="col">Account</th><th scope="col">Needs a hand</th><th scope="col" class="number">Page views, nights ahead</th><th scope="col" class="number">Against similar</th><th scope="col" class="number">New page views</th><th scope="col" class="number">Nights booked last week</th><th scope="col" class="number">Listings</th><th scope="col" class="number">Last read</th></tr></thead>
<tbody>${accounts.map((account, index) => accountRow(account, index, madeOn))}</tbody></table>`,
    ),
  )
}

function accountRow(report: AccountReport, index: number, madeOn: CalendarDate): Html {
  const { account, listings, weeks, lastWeek, readOn } = report
  const ahead = compareNights(listings.flatMap(({ nights }) => nights))
  const gained = gainedOf(listings.flatMap(({ pace }) => pace))
  const week = weeks.find((one) => one.week === lastWeek)
  const wanting = needsAHand(report, madeOn).length
  return html`<tr><th scope="row"><a href="#${accountAnchor(index)}">${nameText(account.name ?? account.accountId)}</a></th><td class="${wanting > 0 && 'ill'}">${wanting > 0 ? 'yes' : 'no'}</td><td class="number">${ahead.nights === 0 ? NO_NUMBER : formatNumber(ahead.own)}</td><td class="number">${formatChange(ahead.similar, ahead.own) ?? NO_NUMBER}</td><td class="number">${formatSigned(gained.own)}</td><td class="number">${formatNumber(week?.bookedNights ?? null)}</td><td class="number">${listings.length}</td><td class="number">${readOn === null ? 'never' : formatDay(readOn)}</td></tr>
`
}
