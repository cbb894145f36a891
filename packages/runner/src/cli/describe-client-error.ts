import {
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
import { blockedWayOut } from '../session/blocker-words.ts'
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
  if (isBlockedError(error)) return 'blocked'
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
  if (isBlockedError(error)) return `${blockedWayOut(error.reason)} No new cookie is needed yet.`
  if (isOfUnknownAuthority(error)) {
    return 'A certificate on the way is of an authority that is not trusted here, as behind a company that opens TLS: give its certificate with AIRBNB_CA_FILE (--ca-file), or with NODE_EXTRA_CA_CERTS to all of Node.'
  }
  if (isNetworkError(error) || isTimeoutError(error)) {
    return 'Check the network, its proxy and AIRBNB_BASE_URL (--base-url), then run again.'
  }
  if (isStaleOperationError(error) || isStaleWebKeyError(error)) {
    return `In a browser that is signed in, open Performance and copy a request to /api/v3/${error.operation ?? ''}…, then: airbnb-insights accounts update ${accountId} --from FILE`
  }
  if (isResponseShapeError(error))
    return 'The API answers in a new form: look for a newer version of airbnb-insights-runner.'
  return undefined
}

/** With which status a proxy refused to lead to the site; undefined where it was nothing of a proxy's. */
function proxyStatus(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  return /^Proxy response \((\d+)\)/.exec(error.message)?.[1] ?? proxyStatus(error.cause)
}

/** OpenSSL's words for a chain that ends at nobody who is trusted. */
const UNKNOWN_AUTHORITY: ReadonlySet<unknown> = new Set([
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
])

function isOfUnknownAuthority(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  return UNKNOWN_AUTHORITY.has('code' in error ? error.code : undefined) || isOfUnknownAuthority(error.cause)
}
