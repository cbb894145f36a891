import { hostname } from 'node:os'
import type { AirbnbInsightsClient, ClientEvent, Credentials } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import type { ServiceKey } from '../config/service-keys.ts'
import type { ServiceMode } from '../config/service-settings.ts'
import type { ProcessLogger } from '../output/logger.ts'
import type { Redactor } from '../output/redactor.ts'
import { createHttpServer } from './create-http-server.ts'
import type { ReadinessReport } from './http/http-server-options.ts'
import { logRuns } from './log-runs.ts'
import { measureRuns } from './measure-runs.ts'
import { createServiceMetrics } from './prometheus/service-metrics.ts'
import { readReadiness } from './readiness.ts'
import { type SyncPart, type SyncPartOptions, startSyncPart } from './sync-part.ts'

/** What a service is made from: everything comes in here. */
export interface ServiceOptions
  extends Pick<
    SyncPartOptions,
    | 'concurrency'
    | 'cron'
    | 'spreadSeconds'
    | 'retryDelaySeconds'
    | 'lookbackWeeks'
    | 'lookaheadWeeks'
    | 'horizonWeeks'
    | 'canary'
    | 'dropAfterDays'
    | 'compressAfterDays'
  > {
  /** Migrated. It is not closed. */
  readonly store: Store
  readonly mode: ServiceMode
  /** The one account that a worker serves; null for all. */
  readonly accountId: string | null
  readonly host: string
  /** 0 takes a free one. */
  readonly port: number
  readonly auth: readonly ServiceKey[] | 'insecure'
  readonly rateLimitPerMinute: number
  readonly trustProxy: readonly string[]
  readonly logger: ProcessLogger
  readonly redactor: Redactor
  readonly createClient: (
    accountId: string,
    credentials: Credentials,
    onEvent: (event: ClientEvent) => void,
  ) => AirbnbInsightsClient
  readonly version: string
  /** @defaultValue the system's clock */
  readonly now?: () => Date
}

/** A service that answers, or syncs, or both. */
export interface RunningService {
  /** Where it answers. */
  readonly url: string
  /**
   * Leaves: says not ready, takes no more work, lets requests and the listings in hand end, or gives their runs back.
   *
   * @param timeoutMs how long the listings in hand may take.
   */
  stop(timeoutMs: number): Promise<void>
}

const LEAVING: ReadinessReport = {
  ready: false,
  checks: {
    database: { ok: false, message: 'this process is leaving' },
    migrations: { ok: false, message: 'this process is leaving' },
    queue: { ok: false, message: 'this process is leaving' },
  },
}

/**
 * Starts a service. The API answers before the first sync begins, and goes on answering whatever the syncs do.
 *
 * @throws ConfigurationError where the queue has no tables, or the port is taken.
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { store, mode, accountId, logger, now = () => new Date() } = options
  const today = () => utcDateOf(now())
  const metrics = createServiceMetrics({ store, today })
  const createClient = (id: string, credentials: Credentials) =>
    options.createClient(id, credentials, metrics.onClientEvent)
  let leaving = false
  let syncing: SyncPart | undefined
  const http = await createHttpServer({
    store,
    mode,
    accountId,
    auth: options.auth,
    rateLimitPerMinute: options.rateLimitPerMinute,
    trustProxy: options.trustProxy,
    logger,
    redactor: options.redactor,
    createClient,
    readiness: async () => (leaving ? LEAVING : await readReadiness(store)),
    scheduler: () => syncing?.scheduler() ?? null,
    metrics,
    onChange: () => syncing?.wake(),
    today,
    version: options.version,
  })
  const url = await http.listen({ host: options.host, port: options.port })
  try {
    if (mode !== 'admin') {
      const told = [logRuns(logger), measureRuns(metrics)]
      syncing = await startSyncPart({
        ...options,
        accountId: mode === 'worker' ? (accountId ?? undefined) : undefined,
        createClient,
        holder: `${hostname()}:${String(process.pid)}`,
        onProgress: (progress) => told.forEach((tell) => tell(progress)),
        onPass: metrics.schedulerPassed,
        now,
      })
    }
  } catch (error) {
    await http.close()
    throw error
  }
  logger.info('the service is up', { url, mode, account_id: accountId })
  return {
    url,
    async stop(timeoutMs) {
      leaving = true
      logger.info('leaving: what is in hand ends or is given back', { runs: syncing?.active ?? 0 })
      await syncing?.stop(timeoutMs)
      await http.close()
      logger.info('the service has left')
    },
  }
}
