import type { Fact } from './facts.ts'
import type { TextStream } from './guarded-stream.ts'
import { jsonDocument } from './json-document.ts'
import type { LiveDisplay } from './live-display.ts'
import { type Style, styleFor } from './style.ts'
import type { Column } from './table.ts'

/** Streams and surroundings that a command speaks through. */
export interface OutputOptions {
  readonly stdout: TextStream & NodeJS.WritableStream
  readonly stderr: TextStream & NodeJS.WritableStream
  readonly environment: Readonly<Record<string, string | undefined>>
  /** True with `--json`: stdout then carries one JSON document and nothing else. */
  readonly json: boolean
}

/**
 * How a command speaks: results on stdout (text for people, or with `--json` one document),
 * remarks, progress and log lines on stderr.
 */
export class Output {
  readonly json: boolean
  /** Colours of stdout. */
  readonly style: Style
  /** Colours of stderr. */
  readonly remarkStyle: Style
  readonly #stdout: TextStream & NodeJS.WritableStream
  readonly #stderr: TextStream & NodeJS.WritableStream
  #documentPrinted = false
  #logLines = ''
  #display: LiveDisplay | undefined

  constructor({ stdout, stderr, environment, json }: OutputOptions) {
    this.json = json
    this.style = styleFor(stdout, environment)
    this.remarkStyle = styleFor(stderr, environment)
    this.#stdout = stdout
    this.#stderr = stderr
  }

  /** Width to lay text out in, in columns; undefined on a pipe, where nothing is shortened. */
  get width(): number | undefined {
    return this.#stdout.isTTY === true ? (this.#stdout.columns ?? 80) : undefined
  }

  /** True once {@link document} was called. */
  get documentPrinted(): boolean {
    return this.#documentPrinted
  }

  /** Prints a result for people, on stdout; silent with `--json`. */
  print(text = ''): void {
    this.flushLog()
    if (!this.json) this.#stdout.write(`${text}\n`)
  }

  /** Prints a table for people, on stdout; silent with `--json`. */
  async table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): Promise<void> {
    // A service, which prints none, is not to load what it takes to lay one out.
    const { renderTable } = await import('./table.ts')
    this.print(renderTable(rows, columns, { width: this.width, style: this.style }))
  }

  /** Prints facts about one thing as aligned lines, on stdout; silent with `--json`. */
  async facts(facts: readonly Fact[]): Promise<void> {
    const { renderFacts } = await import('./facts.ts')
    this.print(renderFacts(facts, this.style, this.width))
  }

  /** Prints the one document of `--json`, keys in snake_case; silent without `--json`. A second call is a mistake and throws. */
  document(value: unknown): void {
    if (!this.json) return
    if (this.#documentPrinted) throw new Error('a command prints one JSON document, this would be a second')
    this.#documentPrinted = true
    this.flushLog()
    this.#stdout.write(jsonDocument(value))
  }

  /**
   * Writes a line of the log, on stderr, with its line end. Lines of one turn of the event loop are written at once: a
   * service that answers many requests at a time would else make a system call for each.
   */
  logLine(line: string): void {
    if (this.#logLines === '') setImmediate(() => this.flushLog())
    this.#logLines += line
  }

  /** Writes the lines of the log that are not written yet. */
  flushLog(): void {
    const lines = this.#logLines
    if (lines === '') return
    this.#logLines = ''
    if (this.#display === undefined) this.#stderr.write(lines)
    else this.#display.print(lines.slice(0, -1))
  }

  /** Prints a remark that is no result, on stderr, with or without `--json`. */
  remark(text: string): void {
    this.flushLog()
    if (this.#display === undefined) this.#stderr.write(`${text}\n`)
    else this.#display.print(text)
  }

  /** Prints a warning, on stderr. */
  warn(text: string): void {
    this.remark(`${this.remarkStyle('warning', '!')} ${text}`)
  }

  /**
   * Opens the live display that remarks and log lines then appear above.
   *
   * @param on stream to show it on. @defaultValue 'stderr'
   */
  async openDisplay(on: 'stdout' | 'stderr' = 'stderr'): Promise<LiveDisplay> {
    const { openLiveDisplay } = await import('./live-display.ts')
    this.flushLog()
    const display = openLiveDisplay({ stream: on === 'stdout' ? this.#stdout : this.#stderr })
    this.#display = display
    const closed = (): void => {
      if (this.#display === display) this.#display = undefined
    }
    return {
      update: (lines, plain) => display.update(lines, plain),
      print: (line) => display.print(line),
      done: (lines) => {
        display.done(lines)
        closed()
      },
      [Symbol.dispose]: () => {
        display[Symbol.dispose]()
        closed()
      },
    }
  }
}
