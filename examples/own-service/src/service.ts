import {
  AirbnbInsightsClient,
  type AirbnbInsightsClientOptions,
  isAuthenticationError,
  isInvalidCredentialsError,
  isRateLimitError,
} from 'airbnb-insights-client'
import { credentialsFromCopied } from 'airbnb-insights-client/credentials'
import Fastify, { type FastifyInstance } from 'fastify'
import type { Store } from 'insights-store-timescale'
import { refreshPageViews } from './page-views.ts'

export interface ServiceOptions {
  /** Migrated, with a key for the cookies. */
  readonly store: Store
  /** What the clients are made with, beside the credentials: a simulator's `baseUrl`, a logger. */
  readonly client?: Omit<AirbnbInsightsClientOptions, 'credentials'>
  /** @defaultValue the current UTC day */
  readonly today?: () => string
}

type AccountRoute = { Params: { account: string }; Querystring: { as_of?: string } }

export function createService({
  store,
  client: clientOptions = {},
  today = utcDay,
}: ServiceOptions): FastifyInstance {
  const service = Fastify()

  service.post<{ Body: string }>('/accounts', async ({ body }, reply) => {
    const { accountId, ...credentials } = credentialsFromCopied(body)
    const { created } = await store.accounts.upsert({ accountId, ...credentials })
    return reply.code(created ? 201 : 200).send({ account_id: accountId })
  })

  service.post<AccountRoute>('/accounts/:account/refresh', async ({ params, signal }, reply) => {
    const credentials = await store.accounts.credentials(params.account)
    if (credentials === undefined) return reply.code(404).send({ error: 'unknown_account' })
    const ifVersion = credentials.version
    await using client = new AirbnbInsightsClient({ ...clientOptions, credentials })
    try {
      const rows = await refreshPageViews(store, client, today(), signal)
      // Airbnb may have given the cookie new values: whoever keeps the old ones loses the session sooner.
      const rotatedCookie = client.credentials.cookie
      await store.accounts.markCredentials(params.account, 'ok', { ifVersion, rotatedCookie })
      return { rows }
    } catch (error) {
      if (isAuthenticationError(error))
        await store.accounts.markCredentials(params.account, 'expired', { ifVersion })
      throw error
    }
  })

  service.get<AccountRoute>('/accounts/:account/page-views', async ({ params, query }) => {
    const rows = await store.metrics.asOf({ accountId: params.account, asOf: query.as_of ?? today() })
    return rows.map((row) => ({
      listing_id: row.airbnb_listing_id,
      night: row.metric_date,
      page_views: row.p3_impressions_your_value,
      known_since: row.time,
      read_on: row.confirmed_on,
    }))
  })

  service.setErrorHandler(async (error, _request, reply) => {
    if (isInvalidCredentialsError(error)) return reply.code(400).send({ error: error.reason })
    if (isAuthenticationError(error)) return reply.code(409).send({ error: 'sign_in_again' })
    if (isRateLimitError(error)) {
      const seconds = Math.ceil(error.retryAfterMs / 1_000)
      return reply.code(503).header('retry-after', seconds).send({ error: 'asked_too_often' })
    }
    throw error
  })
  return service
}

function utcDay(): string {
  return new Date().toISOString().slice(0, 10)
}
