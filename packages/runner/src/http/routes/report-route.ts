import type { CalendarDate } from 'insights-transform'
import { z } from 'zod'
import { accountNotFound } from '../errors/answer-for.ts'
import { ApiError, retryAfter } from '../errors/api-error.ts'
import type { HttpServer } from '../http-server.ts'
import { calendarDay } from '../schemas/days-and-instants.ts'
import { fromBeforeTo } from '../schemas/from-before-to.ts'
import { accountParams } from '../schemas/identifiers.ts'
import { Slots } from '../slots.ts'
import type { RouteContext } from './route-context.ts'

/** Drawing takes the process for itself, listing by listing: one page at a time leaves room for the rest. */
const REPORTS = 1

const query = z
  .strictObject({
    from: calendarDay.optional().describe('The first calendar day; its whole week is shown.'),
    to: calendarDay.optional().describe('The last calendar day.'),
  })
  .refine(...fromBeforeTo)

/** An account's report as a page for people. */
export function addReportRoute(app: HttpServer, { store, today }: RouteContext): void {
  const slots = new Slots(REPORTS)
  app.get(
    '/api/v1/accounts/:account_id/report',
    {
      schema: {
        operationId: 'getReport',
        tags: ['Insights'],
        summary: 'The report, as one HTML page',
        description:
          'Page views, conversion, the weekly funnel, movers, freshness and last runs, as charts with the tables behind ' +
          'them. The page needs nothing else: no script, no network.',
        params: accountParams,
        querystring: query,
        response: { 200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } } },
        refusals: ['account_not_found', 'no_insights', 'too_many_exports'],
      },
    },
    async (request, reply) => {
      const { account_id: account } = request.params
      if ((await store.accounts.get(account)) === undefined) throw accountNotFound(account)
      using slot = slots.take()
      if (slot === undefined) {
        throw new ApiError('too_many_exports', 'Another report is being made; try again in a moment.', {
          headers: retryAfter(5_000),
        })
      }
      const left = new AbortController()
      reply.raw.once('close', () => left.abort())
      const page = await reportPage({ account, today: today(), signal: left.signal, ...request.query })
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', `${page.policy}; frame-ancestors 'none'`)
      return await reply.send(page.html)
    },
  )

  async function reportPage(options: {
    account: string
    today: CalendarDate
    signal: AbortSignal
    from?: CalendarDate | undefined
    to?: CalendarDate | undefined
  }): Promise<{ html: string; policy: string }> {
    // What draws weighs more than all the rest of the service: it is loaded by the first report.
    const { renderReport } = await import('../../report/render-report.ts')
    const { isNoNumbersError } = await import('../../report/no-numbers-error.ts')
    const { PAGE_POLICY } = await import('../../report/page/page.ts')
    const { account, ...rest } = options
    try {
      return { html: await renderReport({ store, accounts: [account], ...rest }), policy: PAGE_POLICY }
    } catch (error) {
      if (isNoNumbersError(error))
        throw new ApiError('no_insights', `Account ${account} has no numbers yet: sync it first.`)
      throw error
    }
  }
}
