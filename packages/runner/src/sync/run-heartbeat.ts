import {
  type HeldRun,
  isLeaseLostError,
  isRunNotRunningError,
  type RequestsInput,
  type Store,
} from 'insights-store-timescale'

/** How often a run tells how far it is, and looks whether somebody wants it to be cancelled. */
export const TELL_EVERY_MS = 2000

/** Tells a run's progress while it is carried out. */
interface RunHeartbeat extends Disposable {
  /** Aborted when the run is to be cancelled, or when it is not this process's any more; the reason says which. */
  readonly signal: AbortSignal
}

/**
 * Tells every two seconds how many requests a run has made, and takes in all. A database that is away is no matter here: the lease
 * decides how long that may last.
 */
export function keepTelling({
  store,
  held,
  requests,
  onTold = () => {},
}: {
  store: Store
  held: HeldRun
  requests: () => Omit<RequestsInput, keyof HeldRun>
  onTold?: (() => void) | undefined
}): RunHeartbeat {
  const stop = new AbortController()
  let telling = false
  const tell = async (): Promise<void> => {
    if (telling) return
    telling = true
    try {
      const { cancel } = await store.runs.recordRequests({ ...held, ...requests() })
      onTold()
      if (cancel) stop.abort(new DOMException('The run was cancelled.', 'AbortError'))
    } catch (error) {
      if (isLeaseLostError(error) || isRunNotRunningError(error)) stop.abort(error)
    } finally {
      telling = false
    }
  }
  // That it has begun was just told.
  onTold()
  const timer = setInterval(() => void tell(), TELL_EVERY_MS).unref()
  return { signal: stop.signal, [Symbol.dispose]: () => clearInterval(timer) }
}
