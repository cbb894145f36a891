import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import { httpUrl } from '../../config/http-url.ts'
import type { OperatorReadiness } from './operator-health.ts'
import type { OperatorMetrics } from './operator-metrics.ts'

/** What the health server answers with. */
interface HealthServerOptions {
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  /** For `/health`: whether it leads, and what stands in its way. */
  readonly state: () => Readonly<Record<string, unknown>>
  readonly readiness: () => Promise<OperatorReadiness>
  readonly metrics: OperatorMetrics
}

/** A server that answers probes and Prometheus, and nothing else. */
interface HealthServer {
  readonly url: string
  close(): Promise<void>
}

/** Opens `/health`, `/health/live`, `/health/ready` and `/metrics`, without keys, as a worker has them. */
export async function openHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const { host, port, state, readiness, metrics } = options
  const routes: Readonly<Record<string, (response: ServerResponse) => Promise<void> | void>> = {
    '/health': (response) => send(response, 200, { status: 'ok', mode: 'operator', ...state() }),
    '/health/live': (response) => send(response, 200, { status: 'ok' }),
    async '/health/ready'(response) {
      const { ready, checks } = await readiness()
      send(response, ready ? 200 : 503, { status: ready ? 'ready' : 'not_ready', checks })
    },
    async '/metrics'(response) {
      const text = await metrics.render()
      response.writeHead(200, { 'content-type': metrics.contentType }).end(text)
    },
  }
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/'
    const route = Object.hasOwn(routes, path) ? routes[path] : undefined
    if (route === undefined)
      return send(response, 404, { error: { code: 'not_found', message: 'no such path' } })
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return send(response, 405, { error: { code: 'method_not_allowed', message: 'GET or HEAD' } })
    }
    Promise.resolve(route(response)).catch(() => response.destroy())
  })
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  const opened = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: httpUrl(host, opened),
    async close() {
      server.close()
      server.closeAllConnections()
      if (server.listening) await once(server, 'close')
    },
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    .end(`${JSON.stringify(body)}\n`)
}
