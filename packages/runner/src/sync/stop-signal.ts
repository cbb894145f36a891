/** Why a sync stops whose run is given back: another goes on with it where it was. */
export class Leaving extends Error {
  override readonly name = 'Leaving'
  /** How long the listing in hand may still take. */
  readonly withinMs: number

  constructor(withinMs: number) {
    super('This process leaves: the run is given back, and goes on where it was.')
    this.withinMs = withinMs
  }
}

/**
 * The reason to abort a sync's signal with where its process leaves: the listing in hand may take so many milliseconds
 * more, then it is rolled back, and the run is given back to be continued by whoever takes it up. Aborted for any other
 * reason, a run is cancelled at once.
 *
 * @example
 * ```ts
 * process.on('SIGTERM', () => stop.abort(leaveWithin(30_000)))
 * ```
 */
export const leaveWithin = (milliseconds: number): Error => new Leaving(milliseconds)

/** How a run obeys the signal that its sync was given. */
interface ObeyedSignal extends Disposable {
  /** Aborted once the listing in hand is to be rolled back. */
  readonly signal: AbortSignal
  /** @throws the given signal's reason, where no further listing is to be begun. */
  readonly throwIfStopped: () => void
}

/** Obeys a signal: at once, or where its process leaves once the time for the listing in hand is over. */
export function obey(given: AbortSignal | undefined): ObeyedSignal {
  const now = new AbortController()
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => {
    const reason: unknown = given?.reason
    const withinMs = reason instanceof Leaving ? reason.withinMs : 0
    if (withinMs === 0) now.abort(reason)
    else timer = setTimeout(() => now.abort(reason), withinMs).unref()
  }
  if (given?.aborted === true) stop()
  else given?.addEventListener('abort', stop, { once: true })
  return {
    signal: now.signal,
    throwIfStopped: () => given?.throwIfAborted(),
    [Symbol.dispose]: () => {
      given?.removeEventListener('abort', stop)
      clearTimeout(timer)
    },
  }
}
