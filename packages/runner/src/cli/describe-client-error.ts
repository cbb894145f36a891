import {
  type BlockedError,
  type BlockedReason,
  isAbortError,
  isAirbnbInsightsError,
  isAuthenticationError,
  isBlockedError,
  isInvalidArgumentError,
  isInvalidCredentialsError,
  isNetworkError,
  isRateLimitError,
  isResponseShapeError,
  isStaleOperationError,
  isStaleWebKeyError,
  isTimeoutError,
} from 'airbnb-insights-client'
import type { Ending } from '../output/exit-code.ts'
import { formatDuration } from '../output/format.ts'
import type { ErrorDescription } from './error-description.ts'
import { renewSession } from './renew-session.ts'

/** A client's error with what to do next, or undefined for any other error. */
export function describeClientError(error: unknown, accountId = 'ID'): ErrorDescription | undefined {
  if (!isAirbnbInsightsError(error)) return undefined
  return {
    ending: clientEnding(error),
    code: error.code,
    message: error.message.replace(/\s*\n\s*/g, ' '),
    hint: clientHint(error, accountId),
  }
}

function clientEnding(error: unknown): Ending {
  if (isAuthenticationError(error)) return 'auth_failed'
  if (isRateLimitError(error)) return 'rate_limited'
  if (isStaleOperationError(error) || isStaleWebKeyError(error)) return 'configuration'
  if (isInvalidCredentialsError(error) || isInvalidArgumentError(error)) return 'usage'
  if (isAbortError(error)) return 'cancelled'
  return 'failed'
}

function clientHint(error: unknown, accountId: string): string | undefined {
  if (isAuthenticationError(error)) {
    return renewSession(accountId)
  }
  if (isRateLimitError(error)) {
    return `Come back in ${formatDuration(error.retryAfterMs)}; a larger --min-interval-ms is gentler.`
  }
  const refusedByProxy = proxyStatus(error)
  if (refusedByProxy !== undefined) {
    return `The proxy of HTTPS_PROXY (--https-proxy) or HTTP_PROXY refused with ${refusedByProxy}: check its address and password, or leave the site out with NO_PROXY (--proxy-exceptions).`
  }
  if (isBlockedError(error)) return blockedHint(error)
  if (isNetworkError(error) || isTimeoutError(error)) {
    return 'Check the network, its proxy and AIRBNB_BASE_URL (--base-url), then run again.'
  }
  if (isResponseShapeError(error))
    return 'The API answers in a new form: look for a newer version of airbnb-insights-runner.'
  return undefined
}

/** What a person can do about what stands in between, and what not to do: the session may be as good as ever. */
function blockedHint({ reason, retryAfterMs }: BlockedError): string {
  const wait = retryAfterMs === null ? 'some minutes' : formatDuration(retryAfterMs)
  return `${WAYS_OUT[reason]} Or wait ${wait} and run again. No new cookie is needed yet.`
}

const WAYS_OUT: Readonly<Record<BlockedReason, string>> = {
  bot_wall: 'Open Airbnb in a browser on this machine: where it is refused too, use another network.',
  captcha: 'Open Airbnb in a browser on this machine and answer what it asks, or use another network.',
  captive_portal:
    'Open any page in a browser on this machine and sign in to the network, or use another network.',
  maintenance: 'Airbnb is working on its site: there is nothing to be done here.',
  proxy:
    "Ask whoever runs the network's proxy to let Airbnb through, check HTTPS_PROXY (--https-proxy) and its password, or use another network.",
  unclear: 'Open Airbnb in a browser on this machine and see what answers, or use another network.',
}

/** With which status a proxy refused to lead to the site; undefined where it was nothing of a proxy's. */
function proxyStatus(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return /^Proxy response \((\d+)\)/.exec(error.message)?.[1] ?? proxyStatus(error.cause)
}
