import type { Run, Runs } from 'insights-store-timescale'
import type { CalendarDate, Logger } from 'insights-transform'
import { ApiError, retryAfter } from '../errors/api-error.ts'
import { RunEventStream } from './run-event-stream.ts'

/** What a watcher is made from. */
interface RunWatcherOptions {
  readonly runs: Pick<Runs, 'get' | 'sequencesOf'>
  readonly today: () => CalendarDate
  readonly logger: Logger
  /** Most streams at a time. */
  readonly limit: number
  /** @defaultValue 1000 */
  readonly pollMs?: number
  /** @defaultValue 15000 */
  readonly keepAliveMs?: number
}

/**
 * Follows runs for all who want to know, by looking into the database, whichever process carries them out: with one
 * query a second for all of them, and none while nobody listens.
 */
export class RunWatcher implements Disposable {
  readonly #options: Required<RunWatcherOptions>
  readonly #streams = new Set<RunEventStream>()
  #pollTimer: NodeJS.Timeout | undefined
  #keepAliveTimer: NodeJS.Timeout | undefined
  #databaseAway = false

  constructor(options: RunWatcherOptions) {
    this.#options = { pollMs: 1_000, keepAliveMs: 15_000, ...options }
  }

  /**
   * The events of a run from now on; null where it has ended and the reader knows that.
   *
   * @param seen the progress that the reader has; null for none.
   * @throws ApiError `too_many_streams`.
   */
  watch(run: Run, seen: number | null): RunEventStream | null {
    // More than there is can only be another run's.
    const known = seen !== null && seen <= run.sequence ? seen : null
    const ended = attemptHasEnded(run, this.#options.today())
    if (ended && known === run.sequence) return null
    if (this.#streams.size >= this.#options.limit) {
      throw new ApiError('too_many_streams', `This process serves ${this.#options.limit} streams already.`, {
        headers: retryAfter(10_000),
      })
    }
    const stream = new RunEventStream(run.runId, known)
    if (ended) {
      stream.conclude(run)
      return stream
    }
    stream.tell(run)
    this.#add(stream)
    return stream
  }

  /** How many streams are open. */
  get size(): number {
    return this.#streams.size
  }

  /** Ends all streams. */
  [Symbol.dispose](): void {
    for (const stream of this.#streams) stream.finish()
    this.#streams.clear()
    this.#stop()
  }

  #add(stream: RunEventStream): void {
    this.#streams.add(stream)
    stream.once('close', () => this.#remove(stream))
    this.#keepAliveTimer ??= setInterval(() => this.#keepAlive(), this.#options.keepAliveMs).unref()
    this.#schedulePoll()
  }

  #remove(stream: RunEventStream): void {
    this.#streams.delete(stream)
    if (this.#streams.size === 0) this.#stop()
  }

  #stop(): void {
    clearTimeout(this.#pollTimer)
    clearInterval(this.#keepAliveTimer)
    this.#pollTimer = undefined
    this.#keepAliveTimer = undefined
  }

  #keepAlive(): void {
    for (const stream of this.#streams) stream.keepAlive()
  }

  #schedulePoll(): void {
    this.#pollTimer ??= setTimeout(() => void this.#poll(), this.#options.pollMs).unref()
  }

  async #poll(): Promise<void> {
    const timer = this.#pollTimer
    try {
      await this.#tellNews()
      this.#databaseAway = false
    } catch (error) {
      // Whoever listens goes on listening: the next look may succeed.
      if (!this.#databaseAway) this.#options.logger.warn('Runs cannot be followed at the moment.', { error })
      this.#databaseAway = true
    }
    if (this.#pollTimer !== timer) return
    this.#pollTimer = undefined
    if (this.#streams.size > 0) this.#schedulePoll()
  }

  async #tellNews(): Promise<void> {
    const { runs, today } = this.#options
    const byRun = Map.groupBy(this.#streams, ({ runId }) => runId)
    const progress = await runs.sequencesOf([...byRun.keys()])
    for (const [runId, streams] of byRun) {
      const now = progress.get(runId)
      if (now !== undefined && !streams.some((stream) => stream.lacks(now))) continue
      const run = now === undefined ? undefined : await runs.get(runId)
      for (const stream of streams) {
        // Where it was purged there is nothing to tell, and to come back finds nothing.
        if (run === undefined) stream.finish()
        else if (attemptHasEnded(run, today())) stream.conclude(run)
        else stream.tell(run)
      }
    }
  }
}

/**
 * Whether nobody carries a run out or is about to: a run that ended in part may be due again, now or later; what is
 * due later is another attempt.
 */
function attemptHasEnded({ status, nextAttemptAt, scrapeDay }: Run, today: CalendarDate): boolean {
  if (status === 'queued' || status === 'running') return false
  const goesOn = status === 'rate_limited' || status === 'blocked' || scrapeDay === today
  return nextAttemptAt === null || !goesOn || nextAttemptAt.getTime() > Date.now() + CLOCK_TOLERANCE_MS
}

/** How much the database's clock may differ from this machine's. */
const CLOCK_TOLERANCE_MS = 2_000
