import { context } from '@opentelemetry/api'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ServiceMetrics } from '../prometheus/service-metrics.ts'
import type { HttpServer } from './http-server.ts'
import { contextOf } from './request-span.ts'
import { SECURITY_HEADERS } from './security-headers.ts'

/** Where a request went that fits no route: its path is anybody's text and names no series of numbers. */
const NO_ROUTE = 'none'

/** Gives every answer its request's id and the headers of security, writes one line for each request, and counts it. */
export function addRequestLog(app: HttpServer, metrics: ServiceMetrics): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers(SECURITY_HEADERS).header('x-request-id', request.id)
    done()
  })
  app.addHook('onResponse', (request, reply, done) => {
    // The answer ends in the connection's context, which is none of the request's.
    context.with(contextOf(request), () => tell(request, reply))
    done()
  })
  const tell = (request: FastifyRequest, reply: FastifyReply): void => {
    const { method, caller, ip } = request
    const route = request.routeOptions.url ?? NO_ROUTE
    const { statusCode: status, elapsedTime } = reply
    metrics.observeHttp({ method, route, status, seconds: elapsedTime / 1000 })
    const fields = {
      request_id: request.id,
      method,
      // Neither query nor headers: somebody might put a key there.
      path: pathOf(request),
      status,
      duration_ms: Math.round(elapsedTime * 10) / 10,
      address: ip,
      key: caller?.keyName ?? null,
    }
    // Probes come every few seconds and say nothing while all is well.
    if (request.routeOptions.config.quiet === true && status < 400) request.log.debug(fields, 'request')
    else request.log.info(fields, 'request')
  }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether its requests are logged only where they fail. @defaultValue false */
    quiet?: boolean
  }
}

function pathOf({ url }: FastifyRequest): string {
  const query = url.indexOf('?')
  return query < 0 ? url : url.slice(0, query)
}
