import { OPERATION_NAMES, type OperationName } from 'insights-transform'
import { type IncomingRequest, operationPath, persistedQuery } from './incoming-request.ts'
import { type QueryArguments, queryArguments } from './query-arguments.ts'
import type { Answer } from './responses/answer.ts'
import {
  graphqlError,
  invalidWebKey,
  refused,
  sessionExpired,
  staleOperation,
} from './responses/failure-answers.ts'
import { asRecord } from './responses/json-record.ts'
import { checkSession } from './session-check.ts'
import type { AccountState, World } from './world.ts'

/** A request that the server understood and will answer. */
export interface AcceptedRequest {
  account: AccountState
  /** Whether the cookie carries the `_aaj` before the newest. */
  outdatedRotation: boolean
  operation: OperationName
  arguments: QueryArguments
}

/** What could be made out of a request, accepted or not; for the log. */
export interface RequestReading {
  accountId: string | null
  operation: OperationName | null
  /** The hash in the path. */
  hash: string | null
  arguments: QueryArguments | null
  outcome: { accepted: AcceptedRequest } | { refused: Answer }
}

/** The headers that the web client always sends and that the server insists on, with their values. */
const PLATFORM_HEADERS = [
  ['x-airbnb-graphql-platform', 'web'],
  ['x-airbnb-graphql-platform-client', 'minimalist-niobe'],
  ['x-csrf-without-token', '1'],
] as const

/** Reads a request as the API would: path, session, key and headers, persisted query, arguments. */
export function readRequest(request: IncomingRequest, world: World): RequestReading {
  const { traceId } = world
  const path = operationPath(request.path)
  const operation = OPERATION_NAMES.find((name) => name === path?.operation)
  if (path === null || operation === undefined) {
    return refuse(graphqlError({ status: 404, message: 'Not found', traceId }))
  }
  const session = checkSession(request.header('cookie'), world.accounts)
  const accountId = session.valid ? session.account.accountId : session.claimedAccountId
  const query = persistedQuery(request)
  const args = query === null ? 'The request is not a persisted query' : queryArguments(operation, query)
  const { hash } = path
  const read = { accountId, operation, hash, arguments: typeof args === 'string' ? null : args }
  if (!session.valid) return refuse(sessionExpired({ as: session.as, traceId }), read)
  if (request.header('x-airbnb-api-key') !== world.webKey) return refuse(invalidWebKey(), read)
  const missing = missingHeader(request)
  if (missing !== null) return refuse(badRequest(`Missing or wrong header: ${missing}`, traceId), read)
  if (!world.operations[operation].includes(hash)) return refuse(staleOperation({ traceId }), read)
  if (query !== null && query.operationName !== operation) {
    return refuse(badRequest('operationName is not that of the path', traceId), read)
  }
  if (query !== null && queryHash(query.extensions) !== hash) {
    return refuse(staleOperation({ traceId }), read)
  }
  // A window of a single day is refused so; as nothing else is known (assumed), every other wrong argument.
  if (typeof args === 'string') return refuse(refused({ message: args, traceId }), read)
  const { account, outdatedRotation } = session
  const strange = args.listingIds?.find((id) => !account.listings.some(({ listingId }) => listingId === id))
  if (strange !== undefined) return refuse(unknownListing(traceId), read)
  return { ...read, outcome: { accepted: { account, outdatedRotation, operation, arguments: args } } }
}

function refuse(answer: Answer, read: Partial<RequestReading> = {}): RequestReading {
  return {
    accountId: null,
    operation: null,
    hash: null,
    arguments: null,
    ...read,
    outcome: { refused: answer },
  }
}

function missingHeader(request: IncomingRequest): string | null {
  const wrong = PLATFORM_HEADERS.find(([name, value]) => request.header(name) !== value)
  if (wrong !== undefined) return wrong[0]
  const isJson = request.header('content-type')?.startsWith('application/json') === true
  return request.method === 'POST' && !isJson ? 'content-type' : null
}

function queryHash(extensions: unknown): unknown {
  return asRecord(asRecord(extensions)?.['persistedQuery'])?.['sha256Hash']
}

function badRequest(message: string, traceId: string): Answer {
  return graphqlError({ status: 400, message, errorClass: 'BAD_REQUEST', errorType: 'bad_request', traceId })
}

function unknownListing(traceId: string): Answer {
  return graphqlError({
    message: 'Listing not found',
    errorClass: 'NOT_FOUND',
    errorType: 'listing_not_found',
    traceId,
  })
}
