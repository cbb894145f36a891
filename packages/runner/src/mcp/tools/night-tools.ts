import { z } from 'zod'
import { calendarDay } from '../../serve/http/schemas/days-and-instants.ts'
import { defineRowsTool, type Tool } from '../declaration/tool.ts'
import { ABOUT_NIGHTS, ABOUT_WEEKS, nightsAsked } from './arguments.ts'
import { day, known, listingId, nightsInARow, ownAndSimilar } from './row-fields.ts'

const STAY_NIGHTS =
  'A night is a stay night that guests searched for, whenever they looked; the scrape day says when its number was read.'

/** The nights ahead. */
export const nightsAhead: Tool = defineRowsTool({
  name: 'nights_ahead',
  title: 'Nights ahead',
  description: `Each stay night ahead: page views so far beside those of similar listings, what it gained since it was read before, and whether it looks taken. ${STAY_NIGHTS} Use it for "which free nights lack interest".`,
  about: `${STAY_NIGHTS} looks_taken is a guess from page views, not a calendar: a taken night gets no more page views of its own, which is good. Compare only nights that do not look taken. Numbers of nights ahead still grow.`,
  input: z.strictObject(ABOUT_NIGHTS),
  rows: 'nights',
  row: z.object({
    listing_id: z.string(),
    night: day.describe('The stay night.'),
    own: known('Page views so far.'),
    similar: known('Page views so far of similar listings.'),
    read_on: day.describe('The scrape day on which it was read last.'),
    changed_on: day.nullable().describe('The last scrape day on which `own` was another than before.'),
    gained: known('What `own` gained since the reading before.'),
    looks_taken: z.boolean().describe('Whether the night looks booked or blocked: a guess.'),
  }),
  read: (input, store) => store.analysis.nights(nightsAsked(input)),
})

/** What nights gained between two looks. */
export const pace: Tool = defineRowsTool({
  name: 'pace',
  title: 'Pace',
  description: `What stay nights gained in page views between two scrape days (pick-up), by night or by week; without \`from\` the nights ahead. ${STAY_NIGHTS}`,
  about: `${STAY_NIGHTS} gained = now − before: interest that came in between the two scrape days \`since\` and \`scrape_day\`. Only nights that were read on both are counted.`,
  input: z.strictObject({
    ...ABOUT_WEEKS,
    since: calendarDay
      .optional()
      .describe('The day to compare with; without it the scrape day before the newest.'),
    by: z.enum(['night', 'week']).default('week').describe('A row for each night or for each week.'),
  }),
  rows: 'steps',
  row: z.object({
    listing_id: listingId,
    start: day.describe('The stay night, or the Sunday that the week begins on.'),
    nights: z.int().describe('How many nights are counted.'),
    scrape_day: day.describe('When they were read last.'),
    since: day.describe('When they were read before that.'),
    before: ownAndSimilar.describe('Page views as known then.'),
    now: ownAndSimilar.describe('Page views as known on the scrape day.'),
    gained: ownAndSimilar.describe('now − before.'),
  }),
  read: ({ since, by, per, ...input }, store) =>
    store.analysis.pace({ ...nightsAsked(input), by, per, ...(since !== undefined && { since }) }),
})

/** How page views come in before a night. */
export const leadTime: Tool = defineRowsTool({
  name: 'lead_time',
  title: 'Lead time',
  description: `How page views come in before a stay night: by listing and days before it, of nights that have passed. ${STAY_NIGHTS}`,
  about: `${STAY_NIGHTS} days_before 0 is the night itself. own_share is the part of a night's final page views that was there already so many days before.`,
  input: z.strictObject(ABOUT_NIGHTS),
  rows: 'points',
  row: z.object({
    listing_id: z.string(),
    days_before: z.int(),
    nights: z.int().describe('How many nights were read so long before.'),
    own: known('The mean of their page views then.'),
    similar: known('The same of similar listings.'),
    own_share: known('The fraction of the final page views that was there already.'),
  }),
  read: (input, store) => store.analysis.leadTime(nightsAsked(input)),
})

/** How far the numbers reach. */
export const freshness: Tool = defineRowsTool({
  name: 'freshness',
  title: 'Freshness and gaps',
  description: `For each listing: the first and the last stay night with a number, which in between are missing, when they were read, and up to which night numbers no longer change. ${STAY_NIGHTS} Ask it before trusting recent numbers.`,
  about: `${STAY_NIGHTS} Numbers of nights after settled_through can still change.`,
  input: z.strictObject(ABOUT_NIGHTS),
  rows: 'listings',
  row: z.object({
    listing_id: z.string(),
    first_night: day.nullable(),
    last_night: day.nullable(),
    nights: z.int().describe('How many nights have a number.'),
    gaps: z.array(nightsInARow).describe('Nights in between that have none.'),
    last_scrape_day: day.nullable(),
    reads: z
      .array(z.object({ read_on: day, nights: z.array(nightsInARow) }))
      .describe('When the nights were read last, the newest scrape day first.'),
    settled_through: day.nullable().describe('From this night back, numbers will not change any more.'),
  }),
  read: (input, store) => store.analysis.freshness(nightsAsked(input)),
})
