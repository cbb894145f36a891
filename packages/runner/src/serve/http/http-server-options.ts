import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { Store } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import type { ServiceKey } from '../../config/service-keys.ts'
import type { ServiceMode } from '../../config/service-settings.ts'
import type { ProcessLogger } from '../../output/logger.ts'
import type { CookieHider } from '../../output/redactor.ts'
import type { Reads } from '../../reads/reads.ts'
import type { SiteCredentials } from '../../session/account-options.ts'
import type { ServiceMetrics } from '../prometheus/service-metrics.ts'

/** What has to be well before the service can work. */
type ReadinessPart = 'database' | 'migrations' | 'queue' | 'scheduler'

/** Whether one part is well. */
export interface ReadinessCheck {
  readonly ok: boolean
  /** What is wrong, for anybody to read: no address and no user name. Null where nothing is. */
  readonly message: string | null
}

/** Whether the service can work. */
export interface ReadinessReport {
  readonly ready: boolean
  readonly checks: Readonly<Record<ReadinessPart, ReadinessCheck>>
}

/** What the scheduler of this process is doing. */
export interface SchedulerState {
  readonly state: 'starting' | 'running' | 'stopping' | 'stopped'
  /** When the schedule queues runs next; null where that is not known. */
  readonly nextRunAt: Date | null
  /** When it last looked for what is due; null before the first time. */
  readonly lastPassAt: Date | null
  /** When it was started. */
  readonly startedAt: Date
  /** Of the runs in hand, the one that the database has heard nothing of for longest; null where none has begun. */
  readonly oldestHeartbeat: { readonly accountId: string; readonly at: Date } | null
}

/** How much one process serves at a time. */
export interface HttpLimits {
  /** Event streams. @defaultValue 200 */
  readonly eventStreams?: number
  /** Exports; on a server's database each holds a connection of the pool. @defaultValue 4 */
  readonly exports?: number
}

/** What the HTTP server is made from: everything comes in here. */
export interface HttpServerOptions {
  readonly store: Store
  /** Where numbers are read; a replica, say. @defaultValue the store itself */
  readonly reads?: Reads
  readonly mode: ServiceMode
  /** The one account that this process syncs; null for all. */
  readonly accountId: string | null
  /** The keys that callers may send, or none needed at all. Without any key, nothing but the probes is answered. */
  readonly auth: readonly ServiceKey[] | 'insecure'
  /** For each key, and for each address that sends none that is known; 0 for no limit. */
  readonly rateLimitPerMinute: number
  /** Addresses and CIDR blocks whose `X-Forwarded-For` counts. */
  readonly trustProxy: readonly string[]
  readonly logger: ProcessLogger
  /** Is told the cookies that arrive, for as long as they are being handled, and keeps them out of what assistants get. */
  readonly hider: CookieHider
  /** Opens a client that asks as the settings say; it is closed after use. */
  readonly createClient: (accountId: string, credentials: SiteCredentials) => AirbnbInsightsClient
  /** The network that requests to Airbnb leave from. */
  readonly network: string
  readonly readiness: () => Promise<ReadinessReport>
  /** Null in a process that schedules nothing. */
  readonly scheduler: () => SchedulerState | null
  readonly metrics: ServiceMetrics
  /** Is told after each request that has changed something: other runs may be due now. */
  readonly onChange?: () => void
  /** The UTC day that it is. */
  readonly today: () => CalendarDate
  /** That of the embedded database, which queries of assistants are run on a copy of; undefined where it has none. */
  readonly dataFolder?: string | undefined
  /** Tells the time, for browsers that are signed in. @defaultValue the system's clock */
  readonly now?: () => Date
  /** Of this package, for the API's documentation. */
  readonly version: string
  readonly limits?: HttpLimits
}
