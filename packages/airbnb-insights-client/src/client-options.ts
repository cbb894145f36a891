import { type Logger, type OperationName, silentLogger } from 'insights-transform'
import type { Dispatcher } from 'undici'
import { DEFAULT_BASE_URL, DEFAULT_WEB_KEY } from './build-headers.ts'
import type { ClientEvent } from './client-event.ts'
import { type CheckedCredentials, type Credentials, checkCredentials } from './credentials.ts'
import { refuseArgument } from './errors.ts'
import { type HashCandidate, type OperationHashes, resolveOperations } from './operations.ts'
import type { RateLimitOptions } from './pacing-policy.ts'
import type { RetryOptions } from './retry-policy.ts'

/** What an {@link AirbnbInsightsClient} is made of. Only the credentials are required. */
export interface AirbnbInsightsClientOptions {
  /**
   * The session of one host account. `credentialsFromCopied` of `airbnb-insights-client/credentials` makes it from a
   * browser's "Copy as cURL", or whatever else it copies.
   */
  readonly credentials: Credentials
  /**
   * Where the API is: a country site such as `https://www.airbnb.com.au`, or a simulator. A path is kept.
   *
   * @defaultValue `'https://www.airbnb.com'`
   */
  readonly baseUrl?: string
  /**
   * Language of titles and labels. Numbers do not depend on it, `valueString`s may.
   *
   * @defaultValue `'en'`
   */
  readonly locale?: string
  /**
   * ISO 4217 code of the currency for money values.
   *
   * @defaultValue `'USD'`
   */
  readonly currency?: string
  /**
   * Hashes of persisted queries to ask by before {@link DEFAULT_OPERATIONS}, which change with Airbnb's web build: for
   * an operation one, or several in order of preference. Where the server does not know the first, the others are tried
   * once each, and the event `operation_changed` says which one works.
   *
   * @defaultValue none
   */
  readonly operations?: OperationHashes
  /**
   * The public key of Airbnb's web client, the same for every visitor. It rotates rarely.
   *
   * @defaultValue the key last seen
   */
  readonly webKey?: string
  /**
   * What sends the requests. Without it, `globalThis.fetch` is looked up for each request, so that mocks installed
   * later are honoured; where that is Node's own, what it is made of sends them, in a quarter of the time.
   *
   * @defaultValue `globalThis.fetch`, or its like
   */
  readonly fetch?: typeof globalThis.fetch
  /**
   * An undici dispatcher to send through, shared or behind a proxy. The client never closes it. Node 22 and 24 want it
   * wrapped: `new Dispatcher1Wrapper(new Agent())`.
   *
   * @defaultValue a keep-alive agent of the client's own
   */
  readonly dispatcher?: Dispatcher
  /**
   * How long one attempt may take, headers and body together, in milliseconds.
   *
   * @defaultValue 30000
   */
  readonly timeoutMs?: number
  /**
   * How failed attempts are repeated.
   *
   * @defaultValue that of each of its options
   */
  readonly retry?: RetryOptions
  /**
   * How fast requests follow each other.
   *
   * @defaultValue that of each of its options
   */
  readonly rateLimit?: RateLimitOptions
  /**
   * How many days before today the server's base day is guessed to be, until the first answer tells. A wrong guess
   * costs one request.
   *
   * @defaultValue 3
   */
  readonly baseDayLagDays?: number
  /**
   * Tells the time: for the guess of the base day, `Retry-After` dates and the expiry of cookies.
   *
   * @defaultValue the system's clock
   */
  readonly clock?: () => Date
  /**
   * Is told what is worth knowing and is no error.
   *
   * @defaultValue a logger that writes nothing
   */
  readonly logger?: Logger
  /**
   * Is told what happens, synchronously. What it throws is logged and ignored.
   *
   * @defaultValue nobody is told
   */
  readonly onEvent?: (event: ClientEvent) => void
  /**
   * Is called once the client is closed, to let go of what was made for it alone.
   *
   * @defaultValue nothing is let go of
   */
  readonly onClose?: () => void | Promise<void>
}

/** The options with their defaults filled in. */
export interface ResolvedOptions {
  readonly credentials: CheckedCredentials
  readonly baseUrl: string
  readonly locale: string
  readonly currency: string
  readonly operations: Readonly<Record<OperationName, readonly HashCandidate[]>>
  readonly webKey: string
  readonly timeoutMs: number
  readonly retry: Required<RetryOptions>
  readonly rateLimit: Required<RateLimitOptions>
  readonly baseDayLagDays: number
  readonly clock: () => Date
  readonly logger: Logger
}

/**
 * Fills in the defaults and refuses what cannot work.
 *
 * @throws {@link InvalidArgumentError}, {@link InvalidCredentialsError}
 */
export function resolveOptions(options: AirbnbInsightsClientOptions): ResolvedOptions {
  return {
    credentials: checkCredentials(options.credentials),
    baseUrl: checkBaseUrl(options.baseUrl ?? DEFAULT_BASE_URL),
    locale: checkHeaderText('locale', options.locale ?? 'en'),
    currency: options.currency ?? 'USD',
    operations: resolveOperations(options.operations),
    webKey: checkHeaderText('webKey', options.webKey ?? DEFAULT_WEB_KEY),
    timeoutMs: checkTimeout(options.timeoutMs ?? 30_000),
    retry: resolveRetry(options.retry ?? {}),
    rateLimit: resolveRateLimit(options.rateLimit ?? {}),
    baseDayLagDays: checkNumber('baseDayLagDays', options.baseDayLagDays ?? 3, {
      min: -1,
      max: 30,
      integer: true,
    }),
    clock: options.clock ?? (() => new Date()),
    logger: options.logger ?? silentLogger,
  }
}

/** @throws {@link InvalidArgumentError} */
export function checkTimeout(timeoutMs: number): number {
  return checkNumber('timeoutMs', timeoutMs, { min: 1 })
}

/**
 * Fills in the defaults of retrying.
 *
 * @throws {@link InvalidArgumentError}
 */
export function resolveRetry(retry: RetryOptions): Required<RetryOptions> {
  return {
    retries: checkNumber('retry.retries', retry.retries ?? 4, { integer: true }),
    baseDelayMs: checkNumber('retry.baseDelayMs', retry.baseDelayMs ?? 1000),
    maxDelayMs: checkNumber('retry.maxDelayMs', retry.maxDelayMs ?? 30_000),
    maxRetryAfterMs: checkNumber('retry.maxRetryAfterMs', retry.maxRetryAfterMs ?? 60_000),
  }
}

function resolveRateLimit(rateLimit: RateLimitOptions): Required<RateLimitOptions> {
  return {
    minIntervalMs: checkNumber('rateLimit.minIntervalMs', rateLimit.minIntervalMs ?? 500),
    jitter: checkNumber('rateLimit.jitter', rateLimit.jitter ?? 0.5, { max: 1 }),
    maxConsecutiveThrottles: checkNumber(
      'rateLimit.maxConsecutiveThrottles',
      rateLimit.maxConsecutiveThrottles ?? 3,
      { min: 1, integer: true },
    ),
    cooldownMs: checkNumber('rateLimit.cooldownMs', rateLimit.cooldownMs ?? 300_000),
  }
}

function checkNumber(
  argument: string,
  value: number,
  { min = 0, max = 2 ** 31 - 1, integer = false }: { min?: number; max?: number; integer?: boolean } = {},
): number {
  if (typeof value !== 'number' || !(value >= min && value <= max) || (integer && !Number.isInteger(value))) {
    const kind = integer ? 'an integer' : 'a number'
    refuseArgument(argument, `${argument} must be ${kind} from ${min} to ${max}, not ${String(value)}`)
  }
  return value
}

function checkHeaderText(argument: string, value: string): string {
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    refuseArgument(argument, `${argument} must be a text without spaces`)
  }
  return value
}

function checkBaseUrl(baseUrl: string): string {
  const url = URL.parse(baseUrl)
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.username !== '' ||
    url.search !== '' ||
    url.hash !== ''
  ) {
    refuseArgument(
      'baseUrl',
      'baseUrl must be an http or https URL without user, query and fragment, such as https://www.airbnb.com',
    )
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
