import { createLogUpdate } from 'log-update'
import type { TextStream } from './guarded-stream.ts'

/** Several lines that change in place on a terminal, and become plain lines on a pipe. */
export interface LiveDisplay extends Disposable {
  /** Shows these lines in place of the last ones. On a pipe, prints `plain` now and then instead. */
  update(lines: readonly string[], plain?: string): void
  /** Prints a line that stays: above the live lines on a terminal. */
  print(line: string): void
  /** Ends the display; on a terminal the last lines stay, or the given ones, or none for `[]`. */
  done(lines?: readonly string[]): void
}

/** Where and how often a display shows. */
interface LiveDisplayOptions {
  readonly stream: TextStream & NodeJS.WritableStream
  /** In-place lines (true) or plain ones. @defaultValue whether the stream is a terminal */
  readonly live?: boolean
  /** Least time between two redraws, in milliseconds. @defaultValue 80 */
  readonly redrawMs?: number
  /** Least time between two plain lines of `update`, in milliseconds. @defaultValue 5000 */
  readonly plainMs?: number
  /** Clock in milliseconds. @defaultValue `performance.now` */
  readonly now?: () => number
}

/** Opens a display; end it with `done()` or `using`, or the terminal's cursor stays hidden. */
export function openLiveDisplay(options: LiveDisplayOptions): LiveDisplay {
  const live = options.live ?? options.stream.isTTY === true
  return live ? new TerminalDisplay(options) : new PlainDisplay(options)
}

class TerminalDisplay implements LiveDisplay {
  readonly #draw: ReturnType<typeof createLogUpdate>
  readonly #redrawMs: number
  readonly #now: () => number
  #lines: readonly string[] = []
  #drawnAt = Number.NEGATIVE_INFINITY
  #pending: NodeJS.Timeout | undefined
  #ended = false

  constructor({ stream, redrawMs = 80, now = () => performance.now() }: LiveDisplayOptions) {
    this.#draw = createLogUpdate(stream)
    this.#redrawMs = redrawMs
    this.#now = now
  }

  update(lines: readonly string[]): void {
    if (this.#ended) return
    this.#lines = lines
    const wait = this.#drawnAt + this.#redrawMs - this.#now()
    if (wait <= 0) this.#redraw()
    else this.#pending ??= setTimeout(() => this.#redraw(), wait).unref()
  }

  print(line: string): void {
    this.#draw.persist(line)
    if (!this.#ended && this.#lines.length > 0) this.#redraw()
  }

  done(lines: readonly string[] = this.#lines): void {
    if (this.#ended) return
    this.#lines = lines
    if (lines.length === 0) this.#draw.clear()
    else this.#redraw()
    this.#ended = true
    clearTimeout(this.#pending)
    this.#draw.done()
  }

  [Symbol.dispose](): void {
    this.done()
  }

  #redraw(): void {
    clearTimeout(this.#pending)
    this.#pending = undefined
    this.#drawnAt = this.#now()
    this.#draw(this.#lines.join('\n'))
  }
}

class PlainDisplay implements LiveDisplay {
  readonly #stream: TextStream
  readonly #plainMs: number
  readonly #now: () => number
  #last: string | undefined
  #printedAt: number

  constructor({ stream, plainMs = 5000, now = () => performance.now() }: LiveDisplayOptions) {
    this.#stream = stream
    this.#plainMs = plainMs
    this.#now = now
    this.#printedAt = now()
  }

  update(_lines: readonly string[], plain?: string): void {
    if (plain === undefined || plain === this.#last || this.#now() - this.#printedAt < this.#plainMs) return
    this.#last = plain
    this.print(plain)
  }

  print(line: string): void {
    this.#printedAt = this.#now()
    this.#stream.write(`${line}\n`)
  }

  done(lines: readonly string[] = []): void {
    for (const line of lines) this.print(line)
  }

  [Symbol.dispose](): void {
    this.#last = undefined
  }
}
