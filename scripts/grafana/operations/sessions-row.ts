import type { DashboardRow } from '../compose-dashboard.ts'
import { lines } from '../panels.ts'
import { overRange } from '../prometheus-query.ts'

/** Whether Airbnb still lets the accounts in. */
export const sessionsRow: DashboardRow = {
  heading: 'Sessions',
  panels: [
    lines({
      title: 'Accounts',
      meaning: 'Active accounts, those of them whose session has ended, and accounts that are turned off.',
      width: 8,
    }).targets(overRange([{ expr: 'max by (state) (airbnb_insights_accounts)', legend: '{{state}}' }])),
    lines({
      title: 'Accounts in want of something',
      meaning:
        'Sessions about to end and accounts overdue. A step up of both at once mostly is one change at Airbnb, and not many hosts who signed out.',
      width: 8,
    }).targets(
      overRange([
        { expr: 'max(airbnb_insights_sessions_ending)', legend: 'sessions about to end' },
        { expr: 'max(airbnb_insights_accounts_overdue)', legend: 'accounts overdue' },
      ]),
    ),
    lines({
      title: 'Pauses',
      meaning:
        'Something that is not Airbnb answers in its place, such as a wall or a captcha: for a whole network, or for one account. One request at a time finds out whether it has lifted.',
      width: 8,
    }).targets(overRange([{ expr: 'max by (scope) (airbnb_insights_pauses)', legend: '{{scope}}' }])),
  ],
}
