import { type MetricPage, type OperationName, silentLogger } from 'insights-transform'
import pRetry from 'p-retry'
import type { PersistedQueryBody } from './build-requests.ts'
import type { CallOptions } from './call-options.ts'
import { type AnswerMeaning, classifyAnswer } from './classify-answer.ts'
import type { ClientEvent } from './client-event.ts'
import {
  type AirbnbInsightsClientOptions,
  checkTimeout,
  type ResolvedOptions,
  resolveRetry,
} from './client-options.ts'
import { Connections } from './connections.ts'
import {
  AbortError,
  type AirbnbInsightsError,
  isAirbnbInsightsError,
  isApiError,
  isAuthenticationError,
  isBlockedError,
  isStaleOperationError,
  RateLimitError,
  StaleOperationError,
} from './errors.ts'
import type { AnswerHeaders } from './exchange.ts'
import { HashChoice } from './hash-choice.ts'
import { linkSignals } from './link-signals.ts'
import type { HashCandidate } from './operations.ts'
import { parseResponse } from './parse-response.ts'
import { RequestPacer } from './request-pacer.ts'
import { RequestSpans } from './request-spans.ts'
import type { ResponseSpec } from './response-specs.ts'
import { decideRetry, type RetryOptions } from './retry-policy.ts'
import { schemaDrift } from './schema-drift.ts'
import type { PerformanceResponse } from './schemas/performance-response.ts'
import { sendRequest } from './send-request.ts'
import type { Session } from './session.ts'
import { chooseExchange } from './transport.ts'
import { TurnQueue } from './turn-queue.ts'
import { wait } from './wait.ts'

/** A call on its way: what is asked, of which page, and what ends it. */
interface Call {
  readonly operation: OperationName
  readonly request: PersistedQueryBody
  /** What it may be asked by: one after the other while the server does not know it. */
  readonly hashes: readonly HashCandidate[]
  /** The answers that did not know one, so far. */
  readonly refusals: StaleOperationError[]
  /** How many requests went out so far. */
  attempts: number
  readonly page: MetricPage
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly retry: Required<RetryOptions>
  readonly tell: (event: ClientEvent) => void
  readonly beforeRequest: CallOptions['beforeRequest']
}

/** What an attempt brought. */
type Outcome = AnswerMeaning & { readonly text: string }

interface CheckableAnswer {
  readonly json: unknown
  readonly text: string
  readonly traceId: string | null
}

/** Calls operations over one session: turn, pace, attempt, meaning, retry, check. Holds the connections. */
export class OperationCaller {
  readonly #options: ResolvedOptions
  readonly #session: Session
  readonly #fetch: typeof globalThis.fetch | undefined
  readonly #onEvent: ((event: ClientEvent) => void) | undefined
  readonly #connections: Connections
  readonly #pacer: RequestPacer
  readonly #hashes: HashChoice
  readonly #spans: RequestSpans
  readonly #turns = new TurnQueue()
  readonly #closing = new AbortController()
  readonly #driftTold = new Set<string>()

  constructor(
    resolved: ResolvedOptions,
    session: Session,
    { fetch, dispatcher, onEvent }: Pick<AirbnbInsightsClientOptions, 'fetch' | 'dispatcher' | 'onEvent'>,
  ) {
    this.#options = resolved
    this.#session = session
    this.#fetch = fetch
    this.#onEvent = onEvent
    this.#connections = new Connections(dispatcher, { connectTimeoutMs: resolved.timeoutMs })
    this.#hashes = new HashChoice(resolved.operations)
    const { baseUrl, credentials } = resolved
    this.#spans = new RequestSpans({ baseUrl, accountId: credentials.accountId })
    this.#pacer = new RequestPacer(resolved.rateLimit, { now: () => performance.now(), random: Math.random })
  }

  /** Sends a request until it is answered or not worth repeating, and gives the checked answer. */
  async call<Section>(
    spec: ResponseSpec<Section>,
    request: PersistedQueryBody,
    page: MetricPage,
    options: CallOptions,
  ): Promise<{ response: PerformanceResponse<Section>; traceId: string | null }> {
    const { operation } = spec
    const timeoutMs = checkTimeout(options.timeoutMs ?? this.#options.timeoutMs)
    const retry = resolveRetry({ ...this.#options.retry, ...options.retry })
    const tell = (event: ClientEvent): void => this.tell(event, options)
    const { signal, unlink } = linkSignals(this.#closing.signal, options.signal)
    try {
      await this.#turns.take(signal)
      try {
        this.#refuseWhileStopped(operation)
        const answer = await this.#answer({
          operation,
          request,
          hashes: this.#hashes.inOrder(operation),
          refusals: [],
          attempts: 0,
          page,
          signal,
          timeoutMs,
          retry,
          tell,
          beforeRequest: options.beforeRequest,
        })
        const response = parseResponse(spec, answer.json, {
          body: () => this.#session.redact(answer.text),
          traceId: answer.traceId,
        })
        this.#tellDrift(spec, answer, tell)
        return { response, traceId: answer.traceId }
      } finally {
        this.#turns.pass()
      }
    } finally {
      unlink()
    }
  }

  /** Tells an event, to the call's listener first. What a listener throws must not fail the call. */
  tell(event: ClientEvent, { onEvent }: CallOptions = {}): void {
    const { logger, credentials } = this.#options
    if (logger !== silentLogger) {
      const { type, ...fields } = event
      logger.debug(`airbnb client: ${type}`, { accountId: credentials.accountId, ...logged(fields) })
    }
    for (const listener of [onEvent, this.#onEvent]) {
      try {
        listener?.(event)
      } catch (error) {
        logger.error('airbnb client: onEvent threw', { error })
      }
    }
  }

  async close(): Promise<void> {
    this.#closing.abort(new AbortError('The client is closed'))
    await this.#connections.close()
  }

  async #answer(call: Call): Promise<CheckableAnswer> {
    let retryAfterMs: number | null = null
    return await pRetry(
      async () => {
        retryAfterMs = null
        const outcome = await this.#askByHashes(call)
        if (outcome.kind === 'answer') return outcome
        retryAfterMs = outcome.retryAfterMs
        throw outcome.error
      },
      {
        retries: call.retry.retries,
        // The policy says how long to wait, and the wait is ours: p-retry's own would not end in an AbortError of ours.
        minTimeout: 0,
        onFailedAttempt: ({ error, attemptNumber }) =>
          this.#afterFailure(call, { error, attempt: attemptNumber, retryAfterMs }),
      },
    )
  }

  /** Asks by one hash after the other until the server knows one, or none is left. */
  async #askByHashes(call: Call): Promise<Outcome> {
    const { operation, hashes, refusals, tell } = call
    for (const candidate of hashes.slice(refusals.length)) {
      const outcome = await this.#attempt(call, candidate.hash)
      if (outcome.kind === 'answer') this.#keepHash(call, candidate)
      if (outcome.kind === 'answer' || !isStaleOperationError(outcome.error)) return outcome
      refusals.push(outcome.error)
      if (refusals.length === hashes.length) break
      const message = `Airbnb did not know ${operation} by the hash ${candidate.hash}`
      tell({
        type: 'retry',
        operation,
        attempt: call.attempts,
        delayMs: 0,
        reason: 'stale_operation',
        message,
      })
    }
    const { status = 200, traceId = null } = refusals.at(-1) ?? {}
    throw new StaleOperationError(operation, { hashes: this.#hashes.giveUp(operation), status, traceId })
  }

  /** What works is asked by from now on, and what is new of that is told once. */
  #keepHash({ operation, refusals, tell }: Call, candidate: HashCandidate): void {
    if (!this.#hashes.keep(operation, candidate)) return
    const unknownHashes = [...new Set(refusals.flatMap(({ hashes }) => hashes))]
    tell({ type: 'operation_changed', operation, ...candidate, unknownHashes })
  }

  async #attempt(call: Call, hash: string): Promise<Outcome> {
    const { operation, request, signal, timeoutMs, tell } = call
    const url = `${this.#options.baseUrl}/api/v3/${operation}/${hash}`
    const body = JSON.stringify({
      ...request,
      extensions: { persistedQuery: { version: 1, sha256Hash: hash } },
    })
    await this.#pacer.waitForStart(signal)
    await call.beforeRequest?.()
    const attempt = ++call.attempts
    return await this.#spans.run({ operation, url, attempt }, async (answered) => {
      tell({ type: 'request', operation, attempt })
      const startedAt = performance.now()
      const { status, headers, text } = await sendRequest(
        { operation, url, headers: this.#session.headers(call.page), body },
        {
          exchange: chooseExchange(this.#fetch, this.#connections),
          timeoutMs,
        },
        signal,
      )
      const durationMs = performance.now() - startedAt
      // An answer may quote a cookie that it sets, and its meaning, which decides on taking it, already quotes the answer.
      this.#session.notice(headers)
      const meaning = classifyAnswer(
        { operation, hash, status, headers, text },
        {
          now: this.#options.clock().getTime(),
          baseUrl: this.#options.baseUrl,
          cooldownMs: this.#options.rateLimit.cooldownMs,
          redact: (quoted) => this.#session.redact(quoted),
        },
      )
      this.#takeCookies(call, headers, meaning)
      const error = meaning.kind === 'answer' ? undefined : meaning.error
      const traceId = meaning.kind === 'answer' ? meaning.traceId : meaning.error.traceId
      answered({ status, traceId, error })
      tell({
        type: 'response',
        operation,
        attempt,
        status,
        durationMs,
        traceId,
        serverTime: serverTimeOf(headers),
      })
      if (meaning.kind === 'answer') this.#pacer.succeeded()
      else if (status === 429) this.#throttle(call, meaning.retryAfterMs)
      return { ...meaning, text }
    })
  }

  /**
   * Takes over rotated cookies, but not those of an answer that signs the session out, which would end it for good,
   * nor of whatever stands in between, which has no say in it.
   */
  #takeCookies({ operation, tell }: Call, headers: AnswerHeaders, meaning: AnswerMeaning): void {
    if (meaning.kind === 'failure' && (isAuthenticationError(meaning.error) || isBlockedError(meaning.error)))
      return
    const names = this.#session.rotate(headers)
    if (names.length > 0) tell({ type: 'cookies_rotated', operation, names })
  }

  #throttle({ operation, tell }: Call, retryAfterMs: number | null): void {
    this.#pacer.throttled(retryAfterMs)
    const { intervalMs, stoppedForMs } = this.#pacer
    tell({ type: 'throttle', operation, retryAfterMs, intervalMs, stopped: stoppedForMs > 0 })
  }

  /** Waits for the next attempt, or throws what the call fails with. */
  async #afterFailure(
    { operation, signal, retry, tell, attempts }: Call,
    { error, attempt, retryAfterMs }: { error: Error; attempt: number; retryAfterMs: number | null },
  ): Promise<void> {
    if (!isAirbnbInsightsError(error)) throw error
    this.#refuseWhileStopped(operation, error)
    const decision = decideRetry({ error, attempt, retryAfterMs }, retry, Math.random())
    if (decision.kind === 'give_up') throw error
    if (decision.kind === 'come_back_later') {
      this.#pacer.stopFor(decision.retryAfterMs)
      this.#refuseWhileStopped(operation, error)
      return
    }
    const { delayMs } = decision
    tell({ type: 'retry', operation, attempt: attempts, delayMs, reason: error.code, message: error.message })
    await wait(delayMs, signal)
  }

  #refuseWhileStopped(operation: OperationName, cause?: AirbnbInsightsError): void {
    const { stoppedForMs } = this.#pacer
    if (stoppedForMs === 0) return
    const retryAfterMs = Math.ceil(stoppedForMs)
    throw new RateLimitError(
      `Airbnb wants fewer requests of this account: come back in ${Math.ceil(retryAfterMs / 1000)} s`,
      {
        operation,
        traceId: cause?.traceId ?? null,
        cause,
        retryAfterMs,
        status: isApiError(cause) ? cause.status : 429,
      },
    )
  }

  #tellDrift(
    spec: ResponseSpec<unknown>,
    { json, traceId }: CheckableAnswer,
    tell: (event: ClientEvent) => void,
  ): void {
    for (const novelty of schemaDrift(spec, json)) {
      const message = this.#session.redact(novelty)
      const once = `${spec.operation} ${message}`
      if (this.#driftTold.has(once)) continue
      this.#driftTold.add(once)
      tell({ type: 'schema_drift', operation: spec.operation, traceId, message })
    }
  }
}

/** In a log, `trace_id` is the caller's own trace. */
function logged(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { traceId, ...others } = fields
  return traceId === undefined ? others : { ...others, airbnbTraceId: traceId }
}

function serverTimeOf(headers: AnswerHeaders): Date | null {
  const time = new Date(headers.get('date') ?? '')
  return Number.isNaN(time.getTime()) ? null : time
}
