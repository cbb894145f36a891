import { setTimeout as delay } from 'node:timers/promises'
import {
  type AirbnbInsightsClient,
  type BlockedError,
  type CallOptions,
  isAbortError,
  isApiError,
  isBlockedError,
  isNetworkError,
  isTimeoutError,
} from 'airbnb-insights-client'
import type { AskingPlace, Pause, PausePass, Store } from 'insights-store-timescale'
import { DEFAULT_NETWORK } from '../config/default-network.ts'
import { outlast } from '../waiting/outlast.ts'
import { PausedError } from './paused-error.ts'

/** How often it is looked for the answer that another one waits for. */
const LOOK_EVERY_MS = 200

/** So long what was looked up holds for further requests: less than there is between two of a paced account. */
const LOOKED_MS = 250

/** A pause begins or ends: told by the one process that made it so. */
export interface PauseEvent {
  readonly type: 'pause_started' | 'pause_ended'
  readonly pause: Pause
}

/** What a gate is made from. */
interface GateOptions {
  readonly store: Pick<Store, 'pauses'>
  readonly client: Pick<AirbnbInsightsClient, 'accountId' | 'baseUrl'>
  /** @defaultValue 'default' */
  readonly network?: string | undefined
  /** @defaultValue nobody is told */
  readonly onPause?: ((event: PauseEvent) => void) | undefined
}

/**
 * Keeps one account's requests to the pauses that it shares with all of its network: see `store.pauses`. Whoever meets a
 * wall tells the others; once a pause's wait is over, one request goes out as a probe.
 */
export class PauseGate {
  readonly #pauses: Store['pauses']
  readonly #place: AskingPlace
  readonly #tell: (event: PauseEvent) => void
  #openUntil = -Infinity

  constructor({ store, client, network = DEFAULT_NETWORK, onPause = () => {} }: GateOptions) {
    this.#pauses = store.pauses
    this.#place = { network, site: client.baseUrl, accountId: client.accountId }
    this.#tell = onPause
  }

  /**
   * Looks whether there is any use in beginning. Where another one has just asked whether a wall has lifted, it waits for
   * what becomes of that: of the accounts that one sync begins with, all but the first would be left out.
   *
   * @throws PausedError
   */
  async look(signal?: AbortSignal): Promise<void> {
    refuse(await this.#settled(() => this.#pauses.look(this.#place), signal))
  }

  /**
   * For what follows the first request: a run in hand does not probe.
   *
   * @throws PausedError
   */
  readonly beforeRequest = async (): Promise<void> => {
    if (performance.now() < this.#openUntil) return
    await this.beforeListing()
    this.#openUntil = performance.now() + LOOKED_MS
  }

  /**
   * The same where there is time to look anew.
   *
   * @throws PausedError
   */
  async beforeListing(): Promise<void> {
    // A database that is away is no reason not to ask: the lease decides how long that may last.
    const pass = await this.#pauses.look(this.#place).catch(() => ({ kind: 'open' as const, tell: false }))
    if (pass.kind === 'probe') throw new PausedError(pass.pause, pass.pause.nextProbeAt)
    refuse(pass)
  }

  /**
   * Makes the first request, as the probe where that is due: once then, without repeating it. Whatever the site itself
   * answers, a refused session too, ends the pause. Where nobody knows whether the site answers and another one has just
   * asked, it waits for what becomes of that.
   *
   * @throws PausedError, and what `ask` throws
   */
  async first<Answer>(
    ask: (options: Pick<CallOptions, 'retry'>) => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const pass = await this.#turn(signal)
    if (pass.kind === 'open' && !pass.tell) return await ask({})
    try {
      const answer = await ask(pass.kind === 'probe' ? { retry: { retries: 0 } } : {})
      await this.#lift()
      return answer
    } catch (error) {
      if (isAnswered(error)) await this.#lift()
      // A probe that was cut off may have been sent: its minute passes all the same.
      else if (!isBlockedError(error) && !(isAbortError(error) && pass.kind === 'probe'))
        await outlast(() => this.#pauses.unanswered(this.#place))
      throw error
    }
  }

  /**
   * The same for a request that stands alone: what it meets is told to the others at once.
   *
   * @throws as `first`
   */
  async alone<Answer>(
    ask: (options: Pick<CallOptions, 'retry'>) => Promise<Answer>,
    signal?: AbortSignal,
  ): Promise<Answer> {
    try {
      return await this.first(ask, signal)
    } catch (error) {
      if (isBlockedError(error)) await this.met(error)
      throw error
    }
  }

  /** Tells the others what was met. */
  async met({ reason, retryAfterMs }: BlockedError): Promise<Pause> {
    const { pause, started } = await outlast(() =>
      this.#pauses.meet({ ...this.#place, reason, retryAfterMs }),
    )
    if (started) this.#tell({ type: 'pause_started', pause })
    return pause
  }

  async #turn(signal: AbortSignal | undefined): Promise<Exclude<PausePass, { kind: 'wait' | 'paused' }>> {
    const pass = await this.#settled(() => this.#pauses.pass(this.#place), signal)
    if (pass.kind === 'paused') throw new PausedError(pass.pause, pass.notBefore)
    return pass
  }

  /** Asks again and again while what it hears hangs on the answer that another one waits for. */
  async #settled(
    ask: () => Promise<PausePass>,
    signal: AbortSignal | undefined,
  ): Promise<Exclude<PausePass, { kind: 'wait' }>> {
    for (;;) {
      const pass = await outlast(ask)
      if (pass.kind !== 'wait' && !(pass.kind === 'paused' && pass.probed)) return pass
      await delay(LOOK_EVERY_MS, undefined, signal ? { signal } : {})
    }
  }

  async #lift(): Promise<void> {
    for (const pause of await outlast(() => this.#pauses.answered(this.#place)))
      this.#tell({ type: 'pause_ended', pause })
  }
}

function refuse(pass: PausePass): void {
  if (pass.kind === 'paused') throw new PausedError(pass.pause, pass.notBefore)
}

/** Whether an error is what the site itself answered. */
function isAnswered(error: unknown): boolean {
  if (isBlockedError(error) || isAbortError(error)) return false
  if (isNetworkError(error) || isTimeoutError(error)) return false
  return !(isApiError(error) && error.status >= 500)
}
