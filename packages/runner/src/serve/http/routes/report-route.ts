import { z } from 'zod'
import { isRunnerError } from '../../../output/runner-error.ts'
import { PAGE_POLICY } from '../../../report/page/page.ts'
import { composeReport, type ReportOptions } from '../../../report/render-report.ts'
import { ApiError, retryAfter } from '../errors/api-error.ts'
import type { HttpServer } from '../http-server.ts'
import { calendarDay } from '../schemas/days-and-instants.ts'
import { fromBeforeTo } from '../schemas/from-before-to.ts'
import { accountParams } from '../schemas/identifiers.ts'
import { Slots } from '../slots.ts'
import type { RouteContext } from './route-context.ts'
import { requireAccount } from './rows-answer.ts'
import { SOURCE_HEADERS, tellSource } from './tell-source.ts'

/** Drawing takes the process for itself, listing by listing: one page at a time leaves room for the rest. */
const REPORTS = 1

const query = z
  .strictObject({
    from: calendarDay.optional().describe('The first stay night; its whole week is shown.'),
    to: calendarDay.optional().describe('The last stay night; its whole week is shown.'),
  })
  .refine(...fromBeforeTo)

/** An account's report as a page for people. */
export function addReportRoute(app: HttpServer, { reads, today }: RouteContext): void {
  const slots = new Slots(REPORTS)
  app.get(
    '/api/v1/accounts/:account_id/report',
    {
      schema: {
        operationId: 'getReport',
        tags: ['Insights'],
        summary: 'The report, as one HTML page',
        description:
          'What needs a hand, the nights ahead against similar listings, what is new since the last look, seen, opened ' +
          'and booked by week, movers, freshness and last runs, as charts with the tables behind them. The page needs ' +
          'nothing else: no script, no network.',
        params: accountParams,
        querystring: query,
        response: { 200: { description: 'The page.', content: { 'text/html': { schema: z.string() } } } },
        responseHeaders: SOURCE_HEADERS,
        refusals: ['account_not_found', 'no_insights', 'too_many_exports'],
      },
    },
    async (request, reply) => {
      const { account_id: accountId } = request.params
      await reads.read((store) => requireAccount(store, accountId))
      using slot = slots.take()
      if (slot === undefined) {
        throw new ApiError('too_many_exports', 'Another report is being made; try again in a moment.', {
          headers: retryAfter(5_000),
        })
      }
      const left = new AbortController()
      reply.raw.once('close', () => left.abort())
      const html = await reportPage({ accountId, today: today(), signal: left.signal, ...request.query })
      await tellSource(reply, reads)
      reply
        .type('text/html; charset=utf-8')
        .header('content-security-policy', `${PAGE_POLICY}; frame-ancestors 'none'`)
      return await reply.send(html)
    },
  )

  async function reportPage({
    accountId,
    ...options
  }: Omit<ReportOptions, 'store' | 'accounts'> & { readonly accountId: string }): Promise<string> {
    try {
      const { html } = await reads.read((store) =>
        composeReport({ store, accounts: [accountId], ...options }),
      )
      return html
    } catch (error) {
      if (isRunnerError(error) && error.code === 'not_found') throw new ApiError('no_insights', error.message)
      throw error
    }
  }
}
