import type { OperationName } from 'insights-transform'
import { blockedError, blockedReason } from './blocked-answer.ts'
import { saidReason } from './blocked-reason.ts'
import {
  type AirbnbInsightsError,
  ApiError,
  AuthenticationError,
  type AuthenticationFailure,
  type GraphqlError,
  RateLimitError,
  ResponseShapeError,
  StaleOperationError,
  StaleWebKeyError,
} from './errors.ts'
import { graphqlErrorsOf, isAuthenticationRequired, isUnknownPersistedQuery } from './graphql-errors.ts'
import { isJsonObject, performanceComponentsOf, traceIdOf } from './json-object.ts'
import { isLoginPage } from './login-page.ts'
import { isHtml, pageWords } from './page-words.ts'
import { redirectTarget } from './redirect-target.ts'
import { parseRetryAfter } from './retry-after.ts'

/** An HTTP answer, read to its end. */
interface Answer {
  readonly operation: OperationName
  /** The hash that the operation was asked by. */
  readonly hash: string
  readonly status: number
  readonly headers: { get(name: string): string | null }
  readonly text: string
}

/** What an answer means. */
export type AnswerMeaning =
  | { readonly kind: 'answer'; readonly json: unknown; readonly traceId: string | null }
  | { readonly kind: 'failure'; readonly error: AirbnbInsightsError; readonly retryAfterMs: number | null }

/** What telling the meaning takes beside the answer. */
interface MeaningContext {
  /** Milliseconds since the epoch, for a `Retry-After` that is a date. */
  readonly now: number
  /** The site that was asked. */
  readonly baseUrl: string
  /** What a 429 without `Retry-After` is taken to ask for, in milliseconds, once nobody waits it out. */
  readonly cooldownMs: number
  /** Blanks the session's values in a text that goes into an error. */
  readonly redact: (text: string) => string
}

/**
 * Tells what an answer means, as the failure table of the API page has it. An expired session is what that table says it
 * is: whatever else is not in the API's own words is somebody's in between, and says nothing about the session.
 */
export function classifyAnswer(answer: Answer, context: MeaningContext): AnswerMeaning {
  if (answer.status === 200) {
    const json = parseJson(answer.text)
    if (isAnswer(json)) {
      const traceId = traceIdOf(json)
      return { kind: 'answer', json, traceId: traceId === null ? null : context.redact(traceId) }
    }
  }
  const redacted = { ...answer, text: context.redact(answer.text) }
  const retryAfterMs = parseRetryAfter(answer.headers.get('retry-after'), context.now)
  return { kind: 'failure', error: failureOf(redacted, retryAfterMs, context), retryAfterMs }
}

function failureOf(
  answer: Answer,
  retryAfterMs: number | null,
  context: MeaningContext,
): AirbnbInsightsError {
  const { operation, status, text } = answer
  const json = parseJson(text)
  const origin = { operation, traceId: traceIdOf(json), status }
  const expired = (reason: AuthenticationFailure): AuthenticationError =>
    new AuthenticationError(
      `The session has expired (${EXPIRY_SIGNS[reason]}): the account needs a new cookie`,
      {
        ...origin,
        reason,
      },
    )

  if (status === 429) {
    return new RateLimitError(`Airbnb answered ${operation} with HTTP 429: too many requests`, {
      ...origin,
      retryAfterMs: retryAfterMs ?? context.cooldownMs,
    })
  }
  if (isInvalidWebKey(answer)) return new StaleWebKeyError(origin)
  const graphqlErrors = graphqlErrorsOf(json)
  const isOwn = isApisOwn(json)
  if (status === 401 && (isOwn || blockedReason({ ...answer, json }) === null)) return expired('unauthorized')
  if (status === 403 && isOwn) return expired('forbidden')
  if (graphqlErrors.some(isAuthenticationRequired)) return expired('authentication_required')
  if (status < 500 && graphqlErrors.some(isUnknownPersistedQuery)) {
    return new StaleOperationError(operation, { ...origin, hashes: [answer.hash] })
  }
  if (status >= 300 && status < 400) {
    const error = redirectError(answer, retryAfterMs, context)
    return error ?? expired('login_redirect')
  }
  if (!isOwn) {
    if (status < 500 && isSignIn(text)) return expired('login_page')
    const reason = blockedReason({ ...answer, json })
    if (reason !== null) return blockedError(reason, answer, { retryAfterMs })
  }
  if (status < 200 || status >= 400) return httpError(answer, origin, graphqlErrors)
  if (graphqlErrors.length > 0) {
    return new ApiError(`${operation} was answered with a GraphQL error: ${quote(graphqlErrors)}`, {
      ...origin,
      graphqlErrors,
    })
  }
  if (performanceComponentsOf(json) === null) return expired('no_performance_components')
  const message =
    json === undefined ? 'Invalid input: expected JSON' : 'Invalid input: expected a GraphQL answer'
  return new ResponseShapeError(`The answer to ${operation} does not fit: ${message} (HTTP ${status})`, {
    ...origin,
    issues: [{ path: '', message }],
    body: text,
  })
}

/** Whether a body is what the API answers. Its parts are checked where they are used. */
const isAnswer = (json: unknown): boolean =>
  isJsonObject(json) &&
  'data' in json &&
  isEmptyList(json['errors']) &&
  performanceComponentsOf(json) !== null

/** Whether a failure is one that the API tells in its own words, as nothing in between would. */
const isApisOwn = (json: unknown): boolean =>
  isJsonObject(json) &&
  (!isEmptyList(json['errors']) ||
    typeof json['error_type'] === 'string' ||
    performanceComponentsOf(json) === null)

/**
 * Whether a page is Airbnb's to sign in on. That of a network or a company is not, though it may name Airbnb; a captcha
 * on it does not make it another.
 */
function isSignIn(text: string): boolean {
  if (!isHtml(text) || !isLoginPage(pageWords(text))) return false
  const said = saidReason(text)
  return said === null || said === 'captcha'
}

/** What a redirect fails with; `null` where it leads to Airbnb's page to sign in on. */
function redirectError(
  answer: Answer,
  retryAfterMs: number | null,
  context: MeaningContext,
): AirbnbInsightsError | null {
  const { operation, status } = answer
  const location = answer.headers.get('location')
  if (location === null && isSignIn(answer.text)) return null
  const target = redirectTarget(location, context.baseUrl)
  switch (target.kind) {
    case 'login':
      return null
    case 'other_site':
      return new ApiError(
        `${operation} was redirected (HTTP ${status}) to another site of Airbnb's: give ${target.site} as the ` +
          "client's option baseUrl, or to the runner as AIRBNB_BASE_URL",
        { operation, status, otherSite: target.site },
      )
    default:
      return blockedError(target.reason, answer, { retryAfterMs, more: `, ${wayTold(location, context)}` })
  }
}

/** The website's key is refused before the session is looked at, in an error of a form of its own. */
const isInvalidWebKey = ({ status, text }: Answer): boolean =>
  status >= 400 && status < 500 && /"invalid_key"/.test(text)

const EXPIRY_SIGNS: Readonly<Record<AuthenticationFailure, string>> = {
  unauthorized: 'HTTP 401',
  forbidden: 'HTTP 403',
  authentication_required: 'authentication_required',
  no_performance_components: 'the answer holds no performance components',
  login_page: 'a login page came back',
  login_redirect: 'a redirect to a login page',
}

function httpError(
  { operation, status }: Answer,
  origin: { status: number },
  graphqlErrors: readonly GraphqlError[],
): ApiError {
  const detail = graphqlErrors.length > 0 ? `: ${quote(graphqlErrors)}` : ''
  return new ApiError(`${operation} was answered with HTTP ${status}${detail}`, {
    operation,
    ...origin,
    graphqlErrors,
  })
}

const quote = ([first]: readonly GraphqlError[]): string => JSON.stringify(first?.message.slice(0, 200) ?? '')

/** Without query and fragment, which may carry anything. */
function wayTold(location: string | null, { redact }: MeaningContext): string {
  return location === null
    ? 'a redirect to nowhere'
    : `a redirect to ${redact(location.split(/[?#]/)[0] ?? '').slice(0, 200)}, not followed`
}

const isEmptyList = (value: unknown): boolean =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
