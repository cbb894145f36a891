import { z } from 'zod'
import { defineRowsTool, type Tool } from '../declaration/tool.ts'
import { ABOUT_WEEKS, nightsAsked } from './arguments.ts'
import { day, known, listingId, ownAndSimilar, week } from './row-fields.ts'

const WEEKS_OF_NIGHTS =
  'A week is one of stay nights that guests searched for, named by its Sunday: not a week in which anybody looked. Weeks ahead have numbers too, and those still grow.'

/** From search results to bookings, by week. */
export const weeklyFunnel: Tool = defineRowsTool({
  name: 'weekly_funnel',
  title: 'Weekly funnel',
  description: `Seen, opened, booked: for each week of stay nights the first-page impressions in searches for these nights, the page views, the booked nights and the rates between them. ${WEEKS_OF_NIGHTS}`,
  about: `${WEEKS_OF_NIGHTS} Rates are fractions: 0.0028 is 0.28 %. Null is "not known", never 0. Never average rates: weight them by what they are rates of. Booked nights count nights, not stays.`,
  input: z.strictObject(ABOUT_WEEKS),
  rows: 'weeks',
  row: z.object({
    listing_id: listingId,
    week,
    listings: z.int().describe('How many listings have numbers for it.'),
    scrape_day: day.describe('When it was read last.'),
    impressions: known('How often a listing stood on the first page of a search for these nights.'),
    page_views: known('How often guests who searched for these nights opened its page.'),
    booked_nights: known('How many of these nights were booked.'),
    search_to_listing: known('Page views out of impressions.'),
    listing_to_booking: known('Booked nights out of page views.'),
    conversion: known('Booked nights out of impressions.'),
  }),
  read: (input, store) => store.analysis.weeklyFunnel({ ...nightsAsked(input), per: input.per }),
})

/** Own numbers beside those of similar listings, by week. */
export const marketGap: Tool = defineRowsTool({
  name: 'market_gap',
  title: 'Gap to similar listings',
  description: `Page views and conversion of each week of stay nights beside those of similar listings, which Airbnb chooses. ${WEEKS_OF_NIGHTS}`,
  about: `${WEEKS_OF_NIGHTS} Similar listings are a cohort of Airbnb's own choosing, about whose changes it says nothing. Conversion is a fraction: booked nights out of first-page impressions. Fewer page views than similar listings are not always bad: booked nights get none.`,
  input: z.strictObject(ABOUT_WEEKS),
  rows: 'weeks',
  row: z.object({
    listing_id: listingId,
    week,
    page_views: ownAndSimilar,
    conversion: ownAndSimilar,
    estimated: z.boolean().describe("Whether it is put together from the week's nights."),
  }),
  read: (input, store) => store.analysis.marketGap({ ...nightsAsked(input), per: input.per }),
})
