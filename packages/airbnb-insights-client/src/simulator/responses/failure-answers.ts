import { type Answer, htmlAnswer, jsonAnswer } from './answer.ts'
import { DEFAULT_TRACE_ID } from './performance-response.ts'

/** What an answer with GraphQL errors says. */
export interface GraphqlErrorOptions {
  /** The error's text. @defaultValue 'Something went wrong' */
  message?: string
  /** The error's `extensions.errorClass`. @defaultValue 'SERVICE_ERROR' */
  errorClass?: string
  /** The error's `extensions.errorType`. @defaultValue 'internal' */
  errorType?: string
  /** What comes beside the errors: null, or a part of the answer. @defaultValue null */
  data?: unknown
  /** The HTTP status. @defaultValue 200, with which the API answers GraphQL errors */
  status?: number
  /** The answer's `extensions.traceId`. @defaultValue always the same one */
  traceId?: string
}

/** HTTP 200 with `errors[]`, and `data` null or partial. */
export function graphqlError(options: GraphqlErrorOptions = {}): Answer {
  const { errorClass = 'SERVICE_ERROR', errorType = 'internal', data = null } = options
  const error = {
    message: options.message ?? 'Something went wrong',
    path: ['porygon', 'getPerformanceComponents'],
    extensions: { errorClass, errorType },
  }
  const extensions = { traceId: options.traceId ?? DEFAULT_TRACE_ID }
  return jsonAnswer({ data, errors: [error], extensions }, options.status ?? 200)
}

/** How a question that cannot be asked is refused, as one about a single day is. */
export function refused(options: { message?: string; traceId?: string } = {}): Answer {
  const { message = 'Malformed input', traceId } = options
  return graphqlError({
    message,
    errorClass: 'ServiceBadRequestError',
    errorType: 'malformed_input',
    ...(traceId === undefined ? {} : { traceId }),
  })
}

/**
 * How an ended session shows: HTTP 401 or 403; HTTP 200 with `authentication_required`; HTTP 200 with
 * `getPerformanceComponents: null`; the HTML login page, at once or after a redirect.
 */
export type SessionExpiredShape =
  | 'unauthorized'
  | 'forbidden'
  | 'graphql_error'
  | 'null_components'
  | 'login_page'
  | 'login_redirect'

/** The ways in which the API shows that a session has ended. */
export const SESSION_EXPIRED_SHAPES: readonly SessionExpiredShape[] = [
  'unauthorized',
  'forbidden',
  'graphql_error',
  'null_components',
  'login_page',
  'login_redirect',
]

/** The answer to a request whose session has ended. @defaultValue `as`: 'unauthorized' */
export function sessionExpired(options: { as?: SessionExpiredShape; traceId?: string } = {}): Answer {
  const traceId = options.traceId ?? DEFAULT_TRACE_ID
  switch (options.as ?? 'unauthorized') {
    case 'forbidden':
      return authenticationRequired(403, traceId)
    case 'graphql_error':
      return authenticationRequired(200, traceId)
    case 'null_components':
      return jsonAnswer({
        data: { porygon: { __typename: 'porygonQuery', getPerformanceComponents: null } },
        extensions: { traceId },
      })
    case 'login_page':
      return loginPage()
    case 'login_redirect':
      return { status: 302, headers: [['Location', '/login?redirect_url=%2Fperformance']], body: '' }
    default:
      return authenticationRequired(401, traceId)
  }
}

function authenticationRequired(status: number, traceId: string): Answer {
  return graphqlError({
    message: 'Please login to continue.',
    errorClass: 'ServiceApiAuthenticationError',
    errorType: 'authentication_required',
    status,
    traceId,
  })
}

/** HTTP 200 with the page that asks a visitor to log in. */
export function loginPage(): Answer {
  return htmlAnswer(
    '<!doctype html><html><head><title>Log In / Sign Up - Airbnb</title></head>' +
      '<body><form action="/login" method="post"><input name="email"></form></body></html>',
  )
}

/** HTTP 200 with a page that has nothing to do with a login, such as a maintenance notice. */
export function htmlPage(): Answer {
  return htmlAnswer(
    '<!doctype html><html><head><title>Back soon</title></head><body>Back soon.</body></html>',
  )
}

/**
 * HTTP 429. Without `retryAfter` there is no such header.
 *
 * @param options.retryAfter - seconds, or an HTTP date as text.
 */
export function rateLimited(options: { retryAfter?: number | string } = {}): Answer {
  return httpFailure({ status: 429, ...options })
}

/** Any other HTTP failure, such as the transient 500, 502, 503 and 504. */
export function httpFailure(options: { status: number; retryAfter?: number | string }): Answer {
  const { status, retryAfter } = options
  const headers = retryAfter === undefined ? [] : [['Retry-After', String(retryAfter)] as const]
  return jsonAnswer({ error_code: status, error_message: `status ${status}` }, status, headers)
}

/** The website's key is not the one that the server knows: HTTP 400 `invalid_key`. */
export function invalidWebKey(): Answer {
  return jsonAnswer({ error_code: 400, error_type: 'invalid_key', error_message: 'Invalid API key' }, 400)
}

/** How the API shows that it does not know a persisted query's hash. */
export type StaleOperationShape = 'graphql_error' | 'bad_request' | 'not_found'

/** `PersistedQueryNotFound`, with HTTP 200, 400 or 404. @defaultValue `as`: 'graphql_error' */
export function staleOperation(options: { as?: StaleOperationShape; traceId?: string } = {}): Answer {
  const status = { graphql_error: 200, bad_request: 400, not_found: 404 }[options.as ?? 'graphql_error']
  return jsonAnswer(
    {
      errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }],
      extensions: { traceId: options.traceId ?? DEFAULT_TRACE_ID },
    },
    status,
  )
}
