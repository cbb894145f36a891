import { type Context, context, propagation, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api'
import type { FastifyRequest } from 'fastify'
import { failSpan, tracer } from '../../traces/in-span.ts'
import type { HttpServer } from './http-server.ts'

/**
 * Gives each request a span, as a child of the caller's where its `traceparent` names one. Requests of routes that are
 * quiet, probes and the numbers for Prometheus, have none: they come every few seconds, and say nothing.
 */
export function addRequestSpans(app: HttpServer): void {
  app.decorateRequest('traceContext')
  app.addHook('onRequest', (request, _reply, done) => {
    if (request.routeOptions.config.quiet === true) return done()
    request.traceContext = startSpan(request)
    return context.with(request.traceContext, done)
  })
  // A body is read in the connection's context, which is none of the request's.
  app.addHook('preValidation', (request, _reply, done) => context.with(contextOf(request), done))
  app.addHook('onResponse', (request, { statusCode }, done) => {
    endSpan(request, statusCode)
    done()
  })
  app.addHook('onRequestAbort', (request, done) => {
    endSpan(request, null)
    done()
  })
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The context of the request's span; undefined before it has one. */
    traceContext: Context | undefined
  }
}

/** The context that a request is answered in. */
export function contextOf({ traceContext }: Pick<FastifyRequest, 'traceContext'>): Context {
  return traceContext ?? ROOT_CONTEXT
}

function startSpan({ method, url, headers, protocol, id, routeOptions }: FastifyRequest): Context {
  const caller = propagation.extract(ROOT_CONTEXT, headers)
  const { url: route } = routeOptions
  const attributes = {
    'http.request.method': method,
    ...(route !== undefined && { 'http.route': route }),
    // As the log has it: a query may hold a key.
    'url.path': url.split('?', 1)[0] ?? '',
    'url.scheme': protocol,
    'airbnb_insights.request.id': id,
  }
  const name = route === undefined ? method : `${method} ${route}`
  return trace.setSpan(caller, tracer().startSpan(name, { kind: SpanKind.SERVER, attributes }, caller))
}

/** @param status - null where the caller went away before the answer was whole */
function endSpan(request: FastifyRequest, status: number | null): void {
  const span = trace.getSpan(contextOf(request))
  if (span === undefined || !span.isRecording()) return
  if (status === null) failSpan(span, 'aborted')
  else {
    span.setAttribute('http.response.status_code', status)
    if (status >= 500) failSpan(span, String(status))
  }
  span.end()
}
