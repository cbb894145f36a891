import type { LeftOutRequests } from 'airbnb-insights-client/credentials'
import type { Account, AccountInput, AccountPatch, Store } from 'insights-store-timescale'
import { z } from 'zod'
import { accountInputFrom, copiedOfOne, sessionOfAccount } from '../../../accounts/account-input.ts'
import { saidBy, sessionInput } from '../../../accounts/session-input.ts'
import { accountNotFound } from '../errors/answer-for.ts'
import type { HttpServer } from '../http-server.ts'
import { nextLink, pageOf } from '../link-header.ts'
import { json, LINK_HEADER } from '../openapi/route-documentation.ts'
import {
  account,
  accountBody,
  accountChange,
  accountInput,
  COPIED_LIMIT,
  storedAccount,
} from '../schemas/account.ts'
import { accountId, accountParams } from '../schemas/identifiers.ts'
import { pageLimit, queryFlag } from '../schemas/list-queries.ts'
import type { RouteContext } from './route-context.ts'

/** As JSON, what was copied is longer than itself. */
const BODY_LIMIT = 2 * COPIED_LIMIT

/** Accounts: what they are, and their making and unmaking. */
export function addAccountRoutes(app: HttpServer, { store, hider }: RouteContext): void {
  app.post(
    '/api/v1/accounts',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        operationId: 'upsertAccount',
        tags: ['Accounts'],
        summary: 'Create or update an account',
        description:
          'Stores the credentials of an account, made if it is not there. A deleted account is restored with all ' +
          'that it had. What is not given stays as it is.',
        body: accountInput,
        response: {
          200: json('The account was there and has the new credentials.', storedAccount),
          201: json('The account was made.', storedAccount),
        },
        refusals: ['invalid_credentials', 'account_mismatch', 'encryption_key_required'],
      },
    },
    async (request, reply) => {
      const { change, leftOut } = await upsertInput(store, request.body)
      using _ = hider.holdCookie(change.cookie)
      const { account: stored, created } = await store.accounts.upsert(change)
      return await reply.code(created ? 201 : 200).send(await storedBodyOf(store, stored, leftOut))
    },
  )

  app.get(
    '/api/v1/accounts',
    {
      schema: {
        operationId: 'listAccounts',
        tags: ['Accounts'],
        summary: 'List accounts',
        description: 'Accounts by id, without those that were deleted.',
        querystring: z.strictObject({
          active_only: queryFlag('Leave out the accounts that are not synced.'),
          limit: pageLimit,
          after: accountId.optional().describe('Only those after this account; `Link` gives it.'),
        }),
        response: { 200: json('The accounts.', z.array(account)) },
        responseHeaders: LINK_HEADER,
      },
    },
    async (request, reply) => {
      const { active_only: activeOnly, limit, after } = request.query
      const found = await store.accounts.list({
        activeOnly,
        limit: limit + 1,
        ...(after !== undefined && { after }),
      })
      const { items, lastBeforeNext } = pageOf(found, limit)
      if (lastBeforeNext) reply.header('link', nextLink(request.url, { after: lastBeforeNext.accountId }))
      const outlooks = await store.accounts.sessionOutlooks(items.map(({ accountId: id }) => id))
      return items.map((item) => accountBody(item, outlooks.get(item.accountId)))
    },
  )

  app.get(
    '/api/v1/accounts/:account_id',
    {
      schema: {
        operationId: 'getAccount',
        tags: ['Accounts'],
        summary: 'Show an account',
        params: accountParams,
        response: { 200: json('The account.', account) },
        refusals: ['account_not_found'],
      },
    },
    async (request) => {
      const { account_id: id } = request.params
      const [found, outlooks] = await Promise.all([
        store.accounts.get(id),
        store.accounts.sessionOutlooks([id]),
      ])
      if (found === undefined) throw accountNotFound(id)
      return accountBody(found, outlooks.get(id))
    },
  )

  app.patch(
    '/api/v1/accounts/:account_id',
    {
      bodyLimit: BODY_LIMIT,
      schema: {
        operationId: 'updateAccount',
        tags: ['Accounts'],
        summary: 'Change an account',
        params: accountParams,
        body: accountChange,
        response: { 200: json('The account as it is now.', storedAccount) },
        refusals: ['account_not_found', 'invalid_credentials', 'account_mismatch', 'encryption_key_required'],
      },
    },
    async (request) => {
      const { account_id: id } = request.params
      const { change, leftOut } = changeOf(id, request.body)
      using _ = hider.holdCookie(change.cookie ?? '')
      return await storedBodyOf(store, await store.accounts.update(id, change), leftOut)
    },
  )

  app.delete(
    '/api/v1/accounts/:account_id',
    {
      schema: {
        operationId: 'deleteAccount',
        tags: ['Accounts'],
        summary: 'Delete an account',
        description:
          'The account is gone from lists and schedule and a run in progress is cancelled, but all its rows stay, ' +
          'and posting it again restores it. With `purge` everything that belongs to it is deleted for good.',
        params: accountParams,
        querystring: z.strictObject({ purge: queryFlag('Delete all that belongs to it, for good.') }),
        response: { 204: z.undefined().describe('The account is deleted.') },
        refusals: ['account_not_found'],
      },
    },
    async (request, reply) => {
      await store.accounts.remove(request.params.account_id, { purge: request.query.purge })
      return await reply.code(204).send()
    },
  )
}

async function bodyOf(store: Store, stored: Account): Promise<z.output<typeof account>> {
  return accountBody(stored, await store.accounts.sessionOutlook(stored.accountId))
}

async function storedBodyOf(
  store: Store,
  stored: Account,
  leftOut: readonly LeftOutRequests[],
): Promise<z.output<typeof storedAccount>> {
  return { ...(await bodyOf(store, stored)), left_out: [...leftOut] }
}

type AccountBody = z.output<typeof accountInput>
type ChangeBody = z.output<typeof accountChange>

/** What to store, and what was not taken of what was given. */
interface Change<What> {
  readonly change: What
  readonly leftOut: readonly LeftOutRequests[]
}

async function upsertInput(store: Store, body: AccountBody): Promise<Change<AccountInput>> {
  const { account_id: id } = body
  const named = id === undefined ? {} : { accountId: id }
  if ('copied' in body) {
    const { session, leftOut } = copiedOfOne(body.copied, id)
    const browser = { clientVersion: body.x_client_version, userAgent: body.user_agent }
    const input = await sessionInput(store, session, { ...browser, ...named })
    return { change: { ...input, ...settingsOf(body) }, leftOut }
  }
  const input = accountInputFrom({
    cookie: body.airbnb_cookie,
    clientVersion: body.x_client_version,
    userAgent: body.user_agent,
    ...(body.x_airbnb_client_trace_id !== undefined && { clientTraceId: body.x_airbnb_client_trace_id }),
    ...named,
  })
  return { change: { ...input, ...settingsOf(body) }, leftOut: [] }
}

function changeOf(id: string, body: ChangeBody): Change<AccountPatch> {
  if ('copied' in body) {
    const { session, leftOut } = copiedOfOne(body.copied, id)
    const clientVersion = session.clientVersion ?? body.x_client_version
    const userAgent = session.userAgent ?? body.user_agent
    const change = {
      ...saidBy(session),
      cookie: sessionOfAccount(id, session.cookie),
      ...(clientVersion !== undefined && { clientVersion }),
      ...(userAgent !== undefined && { userAgent }),
      ...settingsOf(body),
    }
    return { change, leftOut }
  }
  const {
    airbnb_cookie: cookie,
    x_client_version: clientVersion,
    user_agent: userAgent,
    x_airbnb_client_trace_id: clientTraceId,
  } = body
  const change = {
    ...(cookie !== undefined && { cookie: sessionOfAccount(id, cookie) }),
    ...(clientVersion !== undefined && { clientVersion }),
    ...(userAgent !== undefined && { userAgent }),
    ...(clientTraceId !== undefined && { clientTraceId }),
    ...settingsOf(body),
  }
  return { change, leftOut: [] }
}

function settingsOf({
  is_active: isActive,
  customer_id: customerId,
  name,
}: Pick<AccountBody, 'is_active' | 'customer_id' | 'name'>): Pick<
  AccountPatch,
  'isActive' | 'customerId' | 'name'
> {
  return {
    ...(isActive !== undefined && { isActive }),
    ...(customerId !== undefined && { customerId }),
    ...(name !== undefined && { name }),
  }
}
