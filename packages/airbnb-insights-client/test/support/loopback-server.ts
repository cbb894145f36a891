import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'

export interface ReceivedRequest {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** Names and values by turns, as they were sent. */
  readonly rawHeaders: readonly string[]
  readonly body: string
}

export interface LoopbackServer extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly ReceivedRequest[]
  /** How many connections were opened. */
  readonly connections: number
}

/** Answers a request; `index` counts from 0. */
export type Respond = (response: ServerResponse, index: number, socket: Socket) => void

/** A real HTTP server on loopback, for what a mock cannot show. */
export async function startLoopbackServer(respond: Respond): Promise<LoopbackServer> {
  const requests: ReceivedRequest[] = []
  let connections = 0
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      const { method = '', url: path = '', headers, rawHeaders } = request
      requests.push({ method, path, headers, rawHeaders, body })
      respond(response, requests.length - 1, request.socket)
    })
  })
  server.on('connection', () => {
    connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    get connections() {
      return connections
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => {
        server.close(resolve)
      })
    },
  }
}

/** Sends a JSON answer. */
export function sendJson(response: ServerResponse, json: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json))
}
