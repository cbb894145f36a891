import { z } from 'zod'
import { calendarDay } from '../../serve/http/schemas/days-and-instants.ts'
import { snakeNamed } from '../declaration/snake-named.ts'
import { assertAccount, defineTool, type Tool } from '../declaration/tool.ts'
import { account_id } from './arguments.ts'
import { day, week } from './row-fields.ts'

const mover = z.object({
  metric: z.enum(['page_views', 'impressions', 'conversion']),
  listing_id: z.string(),
  week,
  before: z.number(),
  after: z.number(),
})

const METRIC_NAMES = {
  pageViews: 'page_views',
  impressions: 'impressions',
  conversion: 'conversion',
} as const

/** What changed most. */
export const movers: Tool = defineTool({
  name: 'movers',
  title: 'Movers',
  description:
    'What changed most, up as well as down: of the newest week of stay nights behind against the week before it, and of weeks ahead since the scrape day before. Weeks are of stay nights, not of the days on which guests looked.',
  about:
    'behind: `before` is the number of the week before. ahead: `before` is the number of the same week of stay nights as it was known on `since`, so the difference is interest that came in. Conversion is a fraction.',
  input: z.strictObject({
    account_id,
    since: calendarDay.optional().describe('The day that weeks ahead are compared with.'),
    as_of: calendarDay.optional().describe('Only what was known on this scrape day or before it.'),
    limit: z.int().min(1).max(50).default(5).describe('At most so many for each metric, behind and ahead.'),
  }),
  output: {
    behind: z.object({ week: week.nullable(), movers: z.array(mover) }),
    ahead: z.object({
      since: day.nullable().describe('The earlier of the two scrape days.'),
      movers: z.array(mover),
    }),
  },
  run: async ({ account_id: accountId, since, as_of: asOf, limit }, { context }) => {
    const { behind, ahead } = await context.withStore(async (store) => {
      await assertAccount(store, accountId)
      return await store.analysis.movers({
        accountId,
        limit,
        ...(since !== undefined && { since }),
        ...(asOf !== undefined && { asOf }),
      })
    })
    const named = (one: (typeof behind.movers)[number]): unknown =>
      snakeNamed({ ...one, metric: METRIC_NAMES[one.metric] })
    return {
      behind: { week: behind.week, movers: behind.movers.map(named) },
      ahead: { since: ahead.since, movers: ahead.movers.map(named) },
    }
  },
})
