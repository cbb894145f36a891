import type { ApiClient } from './api-client.ts'

/** One server-sent event. */
export interface ServerEvent {
  readonly id: string
  readonly event: string
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly data: any
}

/** Reads an event stream as a browser does. */
export class EventReader implements AsyncDisposable {
  readonly response: Response
  readonly #abort: AbortController
  readonly #reader: ReadableStreamDefaultReader<string> | undefined
  #text = ''

  private constructor(response: Response, abort: AbortController) {
    this.response = response
    this.#abort = abort
    this.#reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  }

  static async open(
    api: ApiClient,
    path: string,
    headers: Record<string, string> = {},
  ): Promise<EventReader> {
    const abort = new AbortController()
    return new EventReader(await api.send('GET', path, { headers, signal: abort.signal }), abort)
  }

  /** The next event; undefined once the stream has ended. Comments are passed over. */
  async next(): Promise<ServerEvent | undefined> {
    while (true) {
      const end = this.#text.indexOf('\n\n')
      if (end >= 0) {
        const block = this.#text.slice(0, end)
        this.#text = this.#text.slice(end + 2)
        const event = eventOf(block)
        if (event !== undefined) return event
        continue
      }
      const piece = await this.#reader?.read()
      if (piece === undefined || piece.done) return undefined
      this.#text += piece.value
    }
  }

  /** All events up to the end of the stream. */
  async rest(): Promise<ServerEvent[]> {
    const events: ServerEvent[] = []
    for (let event = await this.next(); event !== undefined; event = await this.next()) events.push(event)
    return events
  }

  /** Leaves, as a browser does whose page is closed. */
  leave(): void {
    this.#abort.abort()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.leave()
  }
}

function eventOf(block: string): ServerEvent | undefined {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()]
    }),
  )
  const event = fields.get('event')
  if (event === undefined) return undefined
  return { id: fields.get('id') ?? '', event, data: JSON.parse(fields.get('data') ?? 'null') }
}
