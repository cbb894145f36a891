import { randomBytes } from 'node:crypto'
import { AirbnbInsightsClient } from 'airbnb-insights-client'
import { startSimulator } from 'airbnb-insights-client/simulator'
import type { Store } from 'insights-store-timescale'
import { createLogger } from '../../../../src/output/logger.ts'
import { Redactor } from '../../../../src/output/redactor.ts'
import { readsOf } from '../../../../src/reads/reads.ts'
import { createHttpServer } from '../../../../src/serve/create-http-server.ts'
import type { HttpServer } from '../../../../src/serve/http/http-server.ts'
import type { HttpServerOptions } from '../../../../src/serve/http/http-server-options.ts'
import {
  createServiceMetrics,
  type ServiceMetrics,
} from '../../../../src/serve/prometheus/service-metrics.ts'
import { memoryStore } from '../../../support/sync-bench.ts'
import type { ApiService, ApiServiceOptions } from './api-service.ts'

/** What only a service in this process can be made with. */
export interface InProcessOptions extends ApiServiceOptions {
  /** The store to serve; it is closed with the service. @defaultValue an embedded one in memory */
  readonly store?: Store
  readonly server?: Partial<HttpServerOptions>
}

/** A service in this process, with what can be looked at only there. */
export interface InProcessService extends ApiService {
  readonly app: HttpServer
  readonly metrics: ServiceMetrics
}

const well = { ok: true, message: null }

/** Starts a service in this process: an embedded database, a simulator, and a server on a port of its own. */
export async function startInProcess({
  simulator: simulation,
  store: given,
  server,
}: InProcessOptions = {}): Promise<InProcessService> {
  const simulator = await startSimulator({ today: '2026-06-15', ...simulation })
  const store = given ?? (await memoryStore())
  const lines: string[] = []
  const today = () => simulator.today
  const metrics = createServiceMetrics({
    store,
    reads: server?.reads ?? readsOf(store),
    from: { network: 'default', defaultSite: 'https://www.airbnb.com' },
    today,
  })
  const keys = { admin: randomBytes(24).toString('hex'), read: randomBytes(24).toString('hex') }
  const app = await createHttpServer({
    store,
    mode: 'hybrid',
    accountId: null,
    auth: [
      { scope: 'admin', key: keys.admin },
      { scope: 'read', key: keys.read },
    ],
    rateLimitPerMinute: 100_000,
    trustProxy: [],
    logger: createLogger({
      level: 'debug',
      format: 'json',
      write: (line) => lines.push(line),
      style: (_, text) => text,
    }),
    hider: new Redactor(),
    network: 'default',
    createClient: (_accountId, credentials) =>
      new AirbnbInsightsClient({
        credentials,
        baseUrl: simulator.url,
        timeoutMs: 2_000,
        rateLimit: { minIntervalMs: 0 },
        retry: { retries: 1, baseDelayMs: 1, maxDelayMs: 5 },
      }),
    readiness: async () => ({
      ready: true,
      checks: { database: well, migrations: well, queue: well, scheduler: well },
    }),
    scheduler: () => ({
      state: 'running',
      nextRunAt: new Date('2026-06-16T05:00:00Z'),
      lastPassAt: null,
      startedAt: new Date('2026-06-15T00:00:00Z'),
      oldestHeartbeat: null,
    }),
    metrics,
    today,
    version: '1.2.3',
    ...server,
  })
  const url = await app.listen({ host: '127.0.0.1', port: 0 })
  return {
    url,
    mode: 'hybrid',
    keys,
    store,
    simulator,
    app,
    metrics,
    log: () => lines.join(''),
    async [Symbol.asyncDispose]() {
      await app.close()
      await simulator.close()
      await store.close()
    },
  }
}
