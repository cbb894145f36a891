import { hostname } from 'node:os'
import type { Store } from 'insights-store-timescale'
import { utcDateOf } from 'insights-transform'
import type { MetricChoice } from '../config/metric-choice.ts'
import { secretsOfNotifyUrls } from '../config/notify-urls.ts'
import type { ServiceKey } from '../config/service-keys.ts'
import type { ServiceMode } from '../config/service-settings.ts'
import { settingName } from '../config/setting.ts'
import { SETTINGS } from '../config/settings.ts'
import type { NotifyOptions } from '../notify/notify-options.ts'
import { startNotifier } from '../notify/start-notifier.ts'
import { createLogger, type ProcessLogger } from '../output/logger.ts'
import { type CookieHider, Redactor } from '../output/redactor.ts'
import { ConfigurationError } from '../output/runner-error.ts'
import { VERSION } from '../output/version.ts'
import { openReads } from '../reads/reads.ts'
import type { SiteCredentials } from '../session/account-options.ts'
import { askedFrom } from '../session/asked-from.ts'
import type { OnSyncProgress } from '../sync/sync-progress.ts'
import type { RepeatingTask } from '../waiting/repeating-task.ts'
import { withinTime } from '../waiting/within-time.ts'
import { createHttpServer } from './create-http-server.ts'
import type { ReadinessReport } from './http/http-server-options.ts'
import { logRuns } from './log-runs.ts'
import { measureRuns } from './measure-runs.ts'
import { createServiceMetrics } from './prometheus/service-metrics.ts'
import { createReadiness } from './readiness.ts'
import { isCronExpression } from './schedule/cron-slots.ts'
import { openServiceClient, type ServiceClientOptions } from './service-client.ts'
import { type SyncPart, startSyncPart } from './sync-part.ts'
import { warnOfDatabase } from './warn-of-database.ts'

/** What a service is made from. Defaults are those of the settings of `airbnb-insights serve`. */
export interface ServiceOptions {
  /** Migrated. It is not closed. */
  readonly store: Store
  /**
   * Opens a replica of the store's database, with `readOnly`, to read numbers from for the API, pages and assistants; where
   * it is away or too far behind, the store itself is read. Closed when the service stops.
   *
   * @defaultValue none
   */
  readonly openReplica?: () => Promise<Store>
  /** Seconds that the replica may be behind. @defaultValue 60 */
  readonly replicaMaxLagSeconds?: number
  /** The keys that callers of the API send, or none needed: whoever reaches the port may do everything. */
  readonly auth: readonly ServiceKey[] | 'insecure'
  /** `admin` answers, `worker` schedules and syncs, `hybrid` does both. @defaultValue 'hybrid' */
  readonly mode?: ServiceMode
  /** The one account that a worker serves. @defaultValue null, all accounts */
  readonly accountId?: string | null
  /** The address to listen at. @defaultValue '127.0.0.1' */
  readonly host?: string
  /** 0 takes a free one. @defaultValue 8000 */
  readonly port?: number
  /** Requests a minute for each key, and for each address that sends none; 0 for no limit. @defaultValue 600 */
  readonly rateLimitPerMinute?: number
  /** Addresses and CIDR blocks whose `X-Forwarded-For` counts. @defaultValue none */
  readonly trustProxy?: readonly string[]
  /** How clients ask: base URL, pace, time limits. @defaultValue that of the client */
  readonly client?: ServiceClientOptions
  /**
   * The network that requests leave from: what stands in its way stops all workers of the database that have the same
   * name. @defaultValue 'default'
   */
  readonly network?: string
  /** Accounts that are synced at a time. @defaultValue 4 */
  readonly concurrency?: number
  /**
   * Sessions of a server's that the queue opens beside the store's pool; one of them listens for new jobs where there are
   * at least two. @defaultValue 4
   */
  readonly queueSessions?: number
  /** When accounts are synced, five fields in UTC. @defaultValue '0 5 * * *' */
  readonly cron?: string
  /** Seconds over which the accounts are spread. @defaultValue 1800 */
  readonly spreadSeconds?: number
  /** Seconds before a run that failed is tried again the first time. @defaultValue 300 */
  readonly retryDelaySeconds?: number
  /** Metrics that a sync asks for, and how often. @defaultValue those that fill every column, each day */
  readonly metrics?: MetricChoice
  /** Weeks back that a first sync asks for. @defaultValue 25 */
  readonly lookbackWeeks?: number
  /** Weeks ahead that every sync asks for. @defaultValue 5 */
  readonly lookaheadWeeks?: number
  /** Weeks ahead that a first or full sync asks for. @defaultValue 12 */
  readonly horizonWeeks?: number
  /** Whether each run asks one past week twice, and tells if the answers differ. @defaultValue true */
  readonly canary?: boolean
  /** Drop what was scraped more than so many days ago. @defaultValue null, everything is kept */
  readonly dropAfterDays?: number | null
  /**
   * Compress chunks that end more than so many days ago, in TimescaleDB's Community edition; null compresses no more.
   *
   * @defaultValue 7
   */
  readonly compressAfterDays?: number | null
  /**
   * Whom to tell what a human has to know; accounts' own targets, which are in the store, are told in any case. A process
   * of the mode `admin` tells nobody.
   *
   * @defaultValue accounts' own targets alone
   */
  readonly notify?: NotifyOptions
  /**
   * The folder of an embedded database. Queries of assistants are run on a copy of its files, since nothing can end one
   * that runs in the database itself. @defaultValue none, such queries are refused
   */
  readonly dataFolder?: string
  /** Is told what the service does: see `createLogger`. @defaultValue JSON lines on stderr */
  readonly logger?: ProcessLogger
  /** Is told the cookies that are in use, for a log of yours. @defaultValue they are kept out of the default log */
  readonly hider?: CookieHider
  /** Tells the time: for scrape days and the schedule. @defaultValue the system's clock */
  readonly now?: () => Date
}

/** A service that answers, or syncs, or both. */
export interface RunningService {
  /** Where it answers. */
  readonly url: string
  /**
   * Leaves: says not ready, takes no more work, lets requests and the listings in hand end, or gives their runs back.
   *
   * @param timeoutMs how long the listings in hand may take. Some seconds later it has left, whatever the database does.
   */
  stop(timeoutMs: number): Promise<void>
}

/** How long giving back and closing may take, once the listings in hand have had their time. */
const LEAVING_MS = 5_000

const QUEUE_SESSIONS = 4

const LEAVING: ReadinessReport = {
  ready: false,
  checks: {
    database: { ok: false, message: 'this process is leaving' },
    migrations: { ok: false, message: 'this process is leaving' },
    queue: { ok: false, message: 'this process is leaving' },
    scheduler: { ok: false, message: 'this process is leaving' },
  },
}

/**
 * Starts a service. The API answers before the first sync begins, and goes on answering whatever the syncs do.
 *
 * @throws ConfigurationError for a `cron` that is none, and where the queue has no tables (`migrateQueue` makes them).
 */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  const { store, mode = 'hybrid', accountId = null, now = () => new Date() } = options
  checkCron(options.cron)
  const redactor = new Redactor()
  const { hider = redactor, logger = createLogger({ write: toStderr(redactor) }) } = options
  const today = () => utcDateOf(now())
  const network = options.network ?? SETTINGS.networkName.default
  const from = askedFrom(network, options.client?.baseUrl)
  const reads = openReads({
    primary: async () => store,
    openReplica: mode === 'worker' ? undefined : options.openReplica,
    maxLagSeconds: options.replicaMaxLagSeconds ?? SETTINGS.databaseReadMaxLagSeconds.default,
    logger,
  })
  const metrics = createServiceMetrics({ store, reads, today, from })
  const createClient = (_accountId: string, credentials: SiteCredentials) =>
    openServiceClient({ logger, ...options.client }, hider, credentials, metrics.onClientEvent)
  const readiness = createReadiness(store)
  let leaving = false
  let syncing: SyncPart | undefined
  let notifier: RepeatingTask | undefined
  const http = await createHttpServer({
    store,
    reads,
    mode,
    accountId,
    auth: options.auth,
    rateLimitPerMinute: options.rateLimitPerMinute ?? SETTINGS.rateLimitPerMinute.default,
    trustProxy: options.trustProxy ?? SETTINGS.trustProxy.default,
    logger,
    hider,
    createClient,
    network,
    readiness: async () => (leaving ? LEAVING : await readiness(syncing?.scheduler() ?? null, now())),
    limits: { exports: exportsBeside(store) },
    scheduler: () => syncing?.scheduler() ?? null,
    metrics,
    onChange: () => {
      syncing?.wake()
      notifier?.wake()
    },
    today,
    dataFolder: options.dataFolder,
    now,
    version: VERSION,
  })
  const { host = SETTINGS.host.default, port = SETTINGS.port.default } = options
  const url = await http.listen({ host, port })
  try {
    if (mode !== 'admin') {
      notifier = startNotifier({
        store,
        notify: options.notify ?? {},
        accountId: mode === 'worker' ? (accountId ?? undefined) : undefined,
        hide: (urls) => secretsOfNotifyUrls(urls).forEach((secret) => void hider.holdCookie(secret)),
        logger,
        now,
      })
      const wakeNotifier: OnSyncProgress = ({ type }) => {
        if (type === 'run_finished') notifier?.wake()
      }
      const told = [logRuns(logger), measureRuns(metrics), wakeNotifier]
      syncing = await startSyncPart({
        ...pace(options),
        store,
        logger,
        accountId: mode === 'worker' ? (accountId ?? undefined) : undefined,
        createClient,
        network,
        from,
        holder: `${hostname()}:${String(process.pid)}`,
        onProgress: (progress) => told.forEach((tell) => tell(progress)),
        onPass: metrics.schedulerPassed,
        now,
      })
    }
  } catch (error) {
    await notifier?.stop()
    await http.close()
    throw error
  }
  void warnOfDatabase(store, logger)
  logger.info('the service is up', { url, mode, account_id: accountId })
  return {
    url,
    async stop(timeoutMs) {
      leaving = true
      logger.info('leaving: what is in hand ends or is given back', { runs: syncing?.active ?? 0 })
      const left = async (): Promise<true> => {
        await syncing?.stop(timeoutMs)
        await notifier?.stop()
        await http.close()
        await reads[Symbol.asyncDispose]()
        return true
      }
      const inTime = await withinTime(left(), timeoutMs + LEAVING_MS)
      if (inTime) logger.info('the service has left')
      else
        logger.warn('the service has left without waiting any longer: what is in hand is taken up by another')
    },
  }
}

/** Each export holds a session: half of the pool is for all else. */
function exportsBeside({ driver }: Store): number {
  const { max = 10 } = driver.kind === 'server' ? driver.pool.options : {}
  return Math.max(1, Math.min(4, Math.floor(max / 2)))
}

function checkCron(cron: string | undefined): void {
  if (cron === undefined || isCronExpression(cron)) return
  throw new ConfigurationError(
    `${settingName(SETTINGS.syncCron)}, the option cron: given ${JSON.stringify(cron)}, allowed: ${SETTINGS.syncCron.allowed}`,
  )
}

const toStderr =
  (redactor: Redactor) =>
  (line: string): void => {
    process.stderr.write(redactor.redact(line))
  }

/** When and how much the service syncs, and how it keeps the tables. */
function pace(options: ServiceOptions) {
  return {
    concurrency: options.concurrency ?? SETTINGS.workerConcurrency.default,
    queueSessions: options.queueSessions ?? QUEUE_SESSIONS,
    cron: options.cron ?? SETTINGS.syncCron.default,
    spreadSeconds: options.spreadSeconds ?? SETTINGS.syncSpreadMinutes.default * 60,
    retryDelaySeconds: options.retryDelaySeconds ?? SETTINGS.retryDelaySeconds.default,
    metrics: options.metrics ?? SETTINGS.metrics.default,
    lookbackWeeks: options.lookbackWeeks ?? SETTINGS.lookbackWeeks.default,
    lookaheadWeeks: options.lookaheadWeeks ?? SETTINGS.lookaheadWeeks.default,
    horizonWeeks: options.horizonWeeks ?? SETTINGS.horizonWeeks.default,
    canary: options.canary ?? SETTINGS.canary.default,
    dropAfterDays: options.dropAfterDays ?? null,
    compressAfterDays:
      options.compressAfterDays === undefined
        ? SETTINGS.compressAfterDays.default
        : options.compressAfterDays,
  }
}
