import type { DashboardRow } from '../compose-dashboard.ts'
import { bars, lines, linesByTens, numbers } from '../panels.ts'
import { sqlQuery } from '../sql-query.ts'
import { CHOSEN, timeOf, together, whereSeenEnough } from './chosen.ts'

const WEEKS = `
FROM weeks
WHERE ${CHOSEN} AND $__timeFilter(week)`

const SEEN = 'sum(impressions)'
const OPENED = together('search_to_listing', 'impressions')
const BOOKED = together('listing_to_booking', 'page_views')
const BOTH = together('conversion', 'impressions')

const byWeek = (columns: string): ReturnType<typeof sqlQuery> =>
  sqlQuery(
    `
SELECT ${timeOf('week')},
  ${columns}${WEEKS}
GROUP BY week ORDER BY week`,
    'time_series',
  )

/** From the first page of results to the booking. */
export const funnelRow: DashboardRow = {
  heading: 'From search to booking',
  panels: [
    numbers({
      title: 'Weeks that have passed',
      meaning:
        'Of the chosen time’s weeks that were over when they were read: how often your listings were seen on a first page of results, how often their pages were opened, and how many nights were booked.',
      width: 12,
    }).withTarget(
      sqlQuery(
        `
SELECT sum(impressions) AS "seen", sum(page_views) AS "opened", sum(booked_nights) AS "nights booked"${WEEKS} AND week + 6 < read_on`,
        'table',
      ),
    ),
    numbers({
      title: 'Out of those before them',
      meaning:
        'The same weeks as rates. Few opened out of seen: picture, title, price in the list. Few booked out of opened: page, price, rules.',
      unit: 'percentunit',
      width: 12,
    })
      .decimals(2)
      .withTarget(
        sqlQuery(
          `
SELECT ${OPENED} AS "opened out of seen",
  ${BOOKED} AS "booked out of opened",
  ${BOTH} AS "booked out of seen"${WEEKS} AND week + 6 < read_on`,
          'table',
        ),
      ),
    linesByTens({
      title: 'Seen and opened, by week of nights',
      meaning:
        'How often your listings were seen on a first page of results for these nights, and how often their pages were opened. Each line of the grid is ten times the one below. A week ahead is still filling.',
      width: 8,
    }).withTarget(byWeek('sum(impressions) AS "seen",\n  sum(page_views) AS "opened"')),
    bars({
      title: 'Nights booked, by week of nights',
      meaning: 'How many nights of the week were booked: a stay of five nights counts five.',
      width: 8,
    }).withTarget(byWeek('sum(booked_nights) AS "nights booked"')),
    lines({
      title: 'Opened out of seen, booked out of opened',
      meaning:
        'Rates made of the counts of all chosen listings, never a mean of their rates. A week that was seen less than 100 times has none.',
      unit: 'percentunit',
      width: 8,
    }).withTarget(
      byWeek(`${whereSeenEnough(OPENED, SEEN)} AS "opened out of seen",
  ${whereSeenEnough(BOOKED, SEEN)} AS "booked out of opened"`),
    ),
  ],
}
