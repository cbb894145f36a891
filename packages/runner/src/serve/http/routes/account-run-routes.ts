import { hostname } from 'node:os'
import { isAuthenticationError } from 'airbnb-insights-client'
import { RUN_STATUSES } from 'insights-store-timescale'
import { z } from 'zod'
import { askWithSession } from '../../../session/ask-with-session.ts'
import { accountNotFound } from '../errors/answer-for.ts'
import { ApiError } from '../errors/api-error.ts'
import type { HttpServer } from '../http-server.ts'
import { nextLink, pageOf } from '../link-header.ts'
import { json, LINK_HEADER } from '../openapi/route-documentation.ts'
import { instant } from '../schemas/days-and-instants.ts'
import { accountParams, runId } from '../schemas/identifiers.ts'
import { pageLimit, queryFlag } from '../schemas/list-queries.ts'
import { run, runBody, runUrl } from '../schemas/run.ts'
import type { RouteContext } from './route-context.ts'
import { assertSyncable, queuedRun, RUN_REFUSALS } from './run-request-answer.ts'

const initiated = z
  .object({
    message: z.string().meta({ examples: ['Sync initiated in background'] }),
    account_id: z.string(),
    run_id: z.string().meta({ format: 'uuid' }),
    status_url: z.string().describe('Where the run is to be looked at.'),
    events_url: z.string().describe('Where its progress is to be followed.'),
  })
  .meta({ id: 'SyncInitiated', description: 'A run that is queued.' })

const verification = z
  .object({
    account_id: z.string(),
    valid: z.boolean().describe('Whether Airbnb accepts the session.'),
    listings: z.int().nullable().describe('How many listings the account has; null where it is not valid.'),
    credential_status: z.enum(['ok', 'expired', 'unknown']),
    credential_checked_at: instant.nullable(),
    reason: z.string().nullable().describe('How Airbnb refused it, such as `login_redirect`.'),
  })
  .meta({ id: 'Verification', description: 'What one real request told about the credentials.' })

/** What is done with an account: syncing, checking, looking at its runs. */
export function addAccountRunRoutes(app: HttpServer, context: RouteContext): void {
  const { store, createClient, network, today } = context

  app.post(
    '/api/v1/accounts/:account_id/sync',
    {
      schema: {
        operationId: 'syncAccount',
        tags: ['Accounts'],
        summary: 'Ask for a sync',
        description:
          "Queues a run, or lets the day's unfinished one go on under its id; a worker takes it up. `full` asks for " +
          'everything that Airbnb still has, whatever is there already. The body may be left out.',
        params: accountParams,
        body: z
          .strictObject({ full: z.boolean().default(false).describe('Ask for everything (backfill).') })
          .optional(),
        response: { 202: json('The run is queued.', initiated) },
        refusals: RUN_REFUSALS,
      },
    },
    async (request, reply) => {
      const { account_id: accountId } = request.params
      await assertSyncable(store, accountId)
      const full = request.body?.full ?? false
      const queued = queuedRun(await store.runs.request({ accountId, scrapeDay: today(), full }))
      return await reply.code(202).send({
        message: 'Sync initiated in background',
        account_id: accountId,
        run_id: queued.runId,
        status_url: runUrl(queued.runId),
        events_url: `${runUrl(queued.runId)}/events`,
      })
    },
  )

  app.post(
    '/api/v1/accounts/:account_id/verify',
    {
      schema: {
        operationId: 'verifyAccount',
        tags: ['Accounts'],
        summary: 'Check the credentials with one real request',
        description:
          'Asks Airbnb for the listings, and keeps what was learnt: the status of the credentials, and a cookie that ' +
          'was rotated. A session that Airbnb refuses is a good answer to the question: 200 with `valid: false`.',
        params: accountParams,
        response: { 200: json('Whether Airbnb accepts the session.', verification) },
        refusals: [
          'account_not_found',
          'account_busy',
          'credentials_unreadable',
          'airbnb_unavailable',
          'airbnb_rate_limited',
          'airbnb_blocked',
        ],
      },
    },
    async (request) => {
      const { account_id: accountId } = request.params
      const { listings, reason } = await verify(accountId)
      const account = await store.accounts.get(accountId)
      if (account === undefined) throw accountNotFound(accountId)
      return {
        account_id: accountId,
        valid: reason === null,
        listings,
        credential_status: account.credentialStatus,
        credential_checked_at: account.credentialCheckedAt,
        reason,
      }
    },
  )

  const verify = async (
    accountId: string,
  ): Promise<{ listings: number; reason: null } | { listings: null; reason: string }> => {
    try {
      const asked = await askWithSession(
        {
          store,
          accountId,
          network,
          holder: `api ${hostname()} ${process.pid}`,
          openClient: (credentials) => createClient(accountId, credentials),
        },
        (client, options) => client.verifyCredentials(options),
      )
      if (!asked.busy) return { listings: asked.answer.listings, reason: null }
      const { holder } = asked
      throw new ApiError('account_busy', `${holder} is using the session of account ${accountId} now.`, {
        details: { holder },
      })
    } catch (error) {
      if (isAuthenticationError(error)) return { listings: null, reason: error.reason }
      throw error
    }
  }

  app.get(
    '/api/v1/accounts/:account_id/runs',
    {
      schema: {
        operationId: 'listRuns',
        tags: ['Runs'],
        summary: "List an account's runs",
        description: 'Newest first.',
        params: accountParams,
        querystring: z.strictObject({
          status: z.enum(RUN_STATUSES).optional().describe('Only those of this status.'),
          failed: queryFlag('Only those that ended without all listings.'),
          limit: pageLimit,
          before: runId.optional().describe('Only those older than this run; `Link` gives it.'),
        }),
        response: { 200: json('The runs.', z.array(run)) },
        responseHeaders: LINK_HEADER,
        refusals: ['account_not_found'],
      },
    },
    async (request, reply) => {
      const { account_id: accountId } = request.params
      const { status, failed, limit, before } = request.query
      if ((await store.accounts.get(accountId)) === undefined) throw accountNotFound(accountId)
      const found = await store.runs.list({
        accountId,
        failedOnly: failed,
        limit: limit + 1,
        ...(status !== undefined && { status }),
        ...(before !== undefined && { before }),
      })
      const { items, lastBeforeNext } = pageOf(found, limit)
      if (lastBeforeNext) reply.header('link', nextLink(request.url, { before: lastBeforeNext.runId }))
      return items.map(runBody)
    },
  )
}
