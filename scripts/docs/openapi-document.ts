import { AirbnbInsightsClient, DEFAULT_BASE_URL } from '../../packages/airbnb-insights-client/src/index.ts'
import { openStore } from '../../packages/insights-store-timescale/src/index.ts'
import { createLogger } from '../../packages/runner/src/output/logger.ts'
import { Redactor } from '../../packages/runner/src/output/redactor.ts'
import { VERSION } from '../../packages/runner/src/output/version.ts'
import { createHttpServer } from '../../packages/runner/src/serve/create-http-server.ts'
import { createServiceMetrics } from '../../packages/runner/src/serve/prometheus/service-metrics.ts'
import type { OpenApiDocument } from './rest-page.ts'

const today = () => new Date().toISOString().slice(0, 10)

/** The OpenAPI document of the service, as `GET /openapi.json` gives it: asked of a server that listens to nothing. */
export async function openApiDocument(): Promise<OpenApiDocument> {
  await using store = await openStore({ connection: { dataDir: 'memory://' } })
  const unused = { ok: false, message: null }
  const server = await createHttpServer({
    store,
    mode: 'hybrid',
    accountId: null,
    network: 'default',
    auth: [],
    rateLimitPerMinute: 600,
    trustProxy: [],
    logger: createLogger({ level: 'error', format: 'json', write: () => {}, style: (_, text) => text }),
    hider: new Redactor(),
    createClient: (_, credentials) => new AirbnbInsightsClient({ credentials }),
    readiness: async () => ({
      ready: false,
      checks: { database: unused, migrations: unused, queue: unused, scheduler: unused },
    }),
    scheduler: () => null,
    metrics: createServiceMetrics({
      store,
      reads: { replica: async () => null },
      today,
      from: { network: 'default', site: undefined, defaultSite: DEFAULT_BASE_URL },
    }),
    today,
    version: VERSION,
  })
  try {
    return (await server.inject('/openapi.json')).json<OpenApiDocument>()
  } finally {
    await server.close()
  }
}
