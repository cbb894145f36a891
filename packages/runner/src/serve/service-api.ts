import type { BrowserSessions } from './http/auth/browser-sessions.ts'
import { RunWatcher } from './http/events/run-watcher.ts'
import type { HttpServer } from './http/http-server.ts'
import type { HttpServerOptions } from './http/http-server-options.ts'
import { addDocumentationRoutes } from './http/openapi/documentation-routes.ts'
import { addAccountRoutes } from './http/routes/account-routes.ts'
import { addAccountRunRoutes } from './http/routes/account-run-routes.ts'
import { addInsightRoutes } from './http/routes/insight-routes.ts'
import { addMcpRoute } from './http/routes/mcp-route.ts'
import { addMetricRoutes } from './http/routes/metric-routes.ts'
import { addNotificationRoute } from './http/routes/notification-route.ts'
import { addReportRoute } from './http/routes/report-route.ts'
import type { RouteContext } from './http/routes/route-context.ts'
import { addRunEventRoute } from './http/routes/run-event-routes.ts'
import { addRunRoutes } from './http/routes/run-routes.ts'
import { addMaintenanceRoute } from './http/routes/service-routes.ts'
import { addWorkbookRoute } from './http/routes/workbook-route.ts'
import { Slots } from './http/slots.ts'
import { addPages } from './pages/add-pages.ts'
import { PageSecrets } from './pages/forms/page-secrets.ts'

export { addDocumentation } from './http/openapi/documentation.ts'

const EVENT_STREAMS = 200
const EXPORTS = 4

/** Adds what a worker does not have: the REST API, the pages, assistants' tools and the documentation. */
export async function addApi(
  app: HttpServer,
  context: HttpServerOptions & RouteContext,
  sessions: BrowserSessions | null,
): Promise<void> {
  const { store, auth, logger, today, limits = {} } = context
  addAccountRoutes(app, context)
  addAccountRunRoutes(app, context)
  addRunRoutes(app, context)
  const watcher = new RunWatcher({
    runs: store.runs,
    today,
    logger,
    limit: limits.eventStreams ?? EVENT_STREAMS,
  })
  app.addHook('preClose', async () => watcher[Symbol.dispose]())
  addRunEventRoute(app, context, watcher)
  const exports = new Slots(limits.exports ?? EXPORTS)
  addInsightRoutes(app, context, exports)
  addMetricRoutes(app, context, exports)
  addWorkbookRoute(app, context, exports)
  addReportRoute(app, context)
  addMcpRoute(app, context)
  addNotificationRoute(app, context)
  addMaintenanceRoute(app, context)
  await addPages(app, { ...context, sessions, secrets: new PageSecrets(auth) })
  await addDocumentationRoutes(app)
}
