import { once } from 'node:events'
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that a target got. */
export interface ReceivedRequest {
  readonly path: string
  readonly headers: IncomingHttpHeaders
  /** As it came. */
  readonly body: string
  /** As JSON. */
  readonly json: Record<string, unknown>
}

/** What a target answers. */
export interface TargetAnswer {
  readonly status: number
  readonly headers?: Record<string, string>
  readonly body?: string
}

/** A real HTTP server that takes messages as a webhook, a chat or an ntfy server does. */
export class TargetServer implements AsyncDisposable {
  readonly requests: ReceivedRequest[] = []
  /** What each request is answered with, or none at all. */
  answer: TargetAnswer | 'silence' | 'headers alone' = { status: 200, body: '{}' }
  readonly #server: Server

  private constructor(server: Server) {
    this.#server = server
  }

  static async start(): Promise<TargetServer> {
    const server = createServer()
    const started = new TargetServer(server)
    server.on('request', (request, response) => void started.#take(request, response))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return started
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += String(chunk)
    const json = JSON.parse(body) as Record<string, unknown>
    this.requests.push({ path: request.url ?? '', headers: request.headers, body, json })
    const { answer } = this
    if (answer === 'silence') return
    if (answer === 'headers alone') return response.writeHead(200, { 'content-length': '9' }).flushHeaders()
    response.writeHead(answer.status, answer.headers).end(answer.body ?? '')
  }

  /** `127.0.0.1:PORT`. */
  get host(): string {
    return `127.0.0.1:${String((this.#server.address() as AddressInfo).port)}`
  }

  /** All JSON bodies. */
  get bodies(): Record<string, unknown>[] {
    return this.requests.map(({ json }) => json)
  }

  /** The value that a key has in each body. */
  all(key: string): unknown[] {
    return this.bodies.map((body) => body[key])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
