import { type FastifyBaseLogger, fastify, LogController } from 'fastify'
import { serializerCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { readsOf } from '../reads/reads.ts'
import { addAuthorization } from './http/auth/authorize.ts'
import { BrowserSessions } from './http/auth/browser-sessions.ts'
import { addRateLimit } from './http/auth/rate-limit.ts'
import { handleError } from './http/errors/error-handler.ts'
import { answerMalformed } from './http/errors/malformed-request.ts'
import { addNotFound } from './http/errors/not-found.ts'
import { RouteMethods } from './http/errors/route-methods.ts'
import type { HttpServer } from './http/http-server.ts'
import type { HttpServerOptions } from './http/http-server-options.ts'
import { addJsonBodies } from './http/json-bodies.ts'
import { requestIdOf } from './http/request-id.ts'
import { addRequestLog } from './http/request-log.ts'
import { addRequestSpans } from './http/request-span.ts'
import { addHealthRoutes } from './http/routes/health-routes.ts'
import { addRootRoute } from './http/routes/root-route.ts'
import { addPrometheusRoute } from './http/routes/service-routes.ts'
import { endSilentConnections } from './http/silent-connections.ts'

/** The largest body that is taken, unless a route says otherwise. */
const BODY_LIMIT = 256 * 1024

/**
 * Makes the HTTP server of one process, which listens to nothing yet. A `worker` answers probes and metrics alone.
 * Closing it ends event streams and lets other requests finish.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const { store, mode, auth, rateLimitPerMinute, trustProxy, logger, metrics, version } = options
  const { now = () => new Date(), reads = readsOf(store) } = options
  const context = { ...options, reads }
  const loggerInstance: FastifyBaseLogger = logger.pino
  const app: HttpServer = fastify({
    loggerInstance,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIdOf,
    // A logger of its own for each request costs more than naming the request in each of its one or two lines.
    childLoggerFactory: (shared) => shared,
    trustProxy: trustProxy.length === 0 ? false : [...trustProxy],
    bodyLimit: BODY_LIMIT,
    exposeHeadRoutes: false,
    // The answers of a server that closes have the one form of errors, too.
    return503OnClosing: false,
    frameworkErrors: handleError,
    clientErrorHandler: answerMalformed,
    routerOptions: { ignoreTrailingSlash: true },
  }).withTypeProvider<ZodTypeProvider>()
  app.setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(handleError)
  addJsonBodies(app)
  addRequestSpans(app)
  addRequestLog(app, metrics)
  if (options.onChange) tellOfChanges(app, options.onChange)
  const sessions = auth === 'insecure' ? null : new BrowserSessions(auth, now)
  addAuthorization(app, auth, sessions)
  const limited = rateLimitPerMinute > 0
  if (limited) await addRateLimit(app, rateLimitPerMinute)
  addNotFound(app, new RouteMethods(app), { limited })
  // Most of what is loaded, and made of schemas: a worker, which begins so much sooner, has none of it.
  const api = mode === 'worker' ? undefined : await import('./service-api.ts')
  await api?.addDocumentation(app, version)
  addRootRoute(app, mode)
  addHealthRoutes(app, context)
  const keyless = mode === 'worker' && auth !== 'insecure' && auth.length === 0
  addPrometheusRoute(app, context, { access: keyless ? 'open' : 'read' })
  await api?.addApi(app, context, sessions)
  endSilentConnections(app)
  return app
}

function tellOfChanges(app: HttpServer, onChange: () => void): void {
  app.addHook('onResponse', ({ method }, { statusCode }, done) => {
    if (method !== 'GET' && statusCode < 400) onChange()
    done()
  })
}
