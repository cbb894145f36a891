import { Readable } from 'node:stream'
import type { Run } from 'insights-store-timescale'
import { runBody } from '../schemas/run.ts'

/** What may wait for a slow reader before progress is left out: the next event tells it all. */
const BUFFERED = 64 * 1024

/** How soon a browser comes back after a stream broke. */
const RECONNECT_MS = 2_000

/** The server-sent events of one run for one reader. */
export class RunEventStream extends Readable {
  readonly runId: string
  /** The progress that the reader has: of older news it is not told. A run begins with 0. */
  #seen: number
  #stalled = false

  constructor(runId: string, seen: number | null) {
    super({ highWaterMark: BUFFERED })
    this.runId = runId
    this.#seen = seen ?? -1
    // Sends the headers at once, also where there is nothing to tell yet.
    this.push(`retry: ${RECONNECT_MS}\n\n`)
  }

  /** Whether this progress would be news. */
  lacks(progress: number): boolean {
    return progress > this.#seen
  }

  /** Tells how the run stands; a reader that is behind is told later. */
  tell(run: Run): void {
    if (!this.lacks(run.sequence) || this.#isBackedUp) return
    this.#seen = run.sequence
    this.push(eventText('progress', run))
  }

  /** Tells how the run has ended, and ends. */
  conclude(run: Run): void {
    if (this.lacks(run.sequence)) this.push(eventText('end', run))
    this.finish()
  }

  /** Ends without a word: the reader may come back. */
  finish(): void {
    this.push(null)
  }

  /** Keeps proxies from closing a quiet stream; gives up a reader that took nothing since the last time. */
  keepAlive(): void {
    if (!this.#isBackedUp) {
      this.#stalled = false
      this.push(': keep-alive\n\n')
    } else if (this.#stalled) {
      this.destroy()
    } else {
      this.#stalled = true
    }
  }

  /** What is told is pushed when it happens. */
  override _read(): void {}

  get #isBackedUp(): boolean {
    return this.readableLength >= BUFFERED
  }
}

function eventText(event: 'progress' | 'end', run: Run): string {
  return `id: ${run.sequence}\nevent: ${event}\ndata: ${JSON.stringify(runBody(run))}\n\n`
}
