import { once } from 'node:events'
import { flushCompileCache } from 'node:module'
import { explainListening } from '../../cli/explain-listening.ts'
import { keepHeapSmall } from '../../cli/keep-heap-small.ts'
import { clientOptions } from '../../cli/open-client.ts'
import { dataFolder, openStoreFor } from '../../cli/open-store.ts'
import { httpUrl } from '../../config/http-url.ts'
import { loadSettings } from '../../config/load-settings.ts'
import type { ServiceMode } from '../../config/service-settings.ts'
import { settingName } from '../../config/setting.ts'
import { OPERATOR_SETTING_NAMES, SETTINGS } from '../../config/settings.ts'
import { notifyOptions } from '../../notify/notify-settings-options.ts'
import type { ExitCode } from '../../output/exit-code.ts'
import { ConfigurationError, UsageError } from '../../output/runner-error.ts'
import { leftOutColumnsText } from '../../sync/left-out-columns.ts'
import { leftInTime } from '../../waiting/left-in-time.ts'
import { migrateQueue, queueState } from '../queue/migrate-queue.ts'
import { FEWEST_SESSIONS, type SessionBudget, sessionBudget } from '../queue/session-budget.ts'
import { type RunningService, type ServiceOptions, startService } from '../start-service.ts'
import { storeAccountAtStart } from './account-at-start.ts'
import type { ServeInvocation } from './serve-invocation.ts'
import { serviceAccess } from './service-access.ts'

/** What comes before and after the work in hand, in all: opening and closing the database, giving runs back. */
const MOMENT_MS = 10_000

/** Runs the service until the process is told to leave, and leaves in time whatever the database does. */
export async function serveAction(invocation: ServeInvocation): Promise<ExitCode> {
  const { settings, signal, logger } = invocation
  const { mode } = settings
  if (mode === 'operator') return await operate(invocation)
  const withinMs = settings.shutdownTimeoutSeconds * 1000 + MOMENT_MS
  const code = await leftInTime(serveUntilTold(invocation, mode), signal, withinMs)
  if (code === undefined) logger.warn('the process ends although the database has not let go of it')
  return code ?? 0
}

/** As `airbnb-insights operator`, whose own settings are read from the environment here. */
async function operate(invocation: ServeInvocation): Promise<ExitCode> {
  const { settings, options, context } = invocation
  const { envFile } = options
  const { values } = loadSettings(OPERATOR_SETTING_NAMES, envFile === undefined ? {} : { envFile }, context)
  const { runOperator } = await import('../../operator/command/run-action.ts')
  return await runOperator({ ...invocation, settings: { ...settings, ...values } })
}

async function serveUntilTold(invocation: ServeInvocation, mode: ServiceMode): Promise<ExitCode> {
  const { settings, signal, logger, context } = invocation
  const auth = serviceAccess(invocation)
  const { host, port } = settings
  const sessions = sessionsOf(settings)
  await using store = await openStoreFor(invocation, {
    creates: true,
    lends: true,
    ...serviceUrlOf(host, port),
    poolMax: sessions.store,
  })
  if (store.server.kind === 'embedded') await migrateQueue(store)
  else if ((await queueState(store)) === 'missing') {
    throw new ConfigurationError('The queue has no tables in this database yet.', {
      hint: 'Run `airbnb-insights migrate up` first: it makes them.',
    })
  }
  await storeAccountAtStart(store, invocation)
  signal.throwIfAborted()
  const leftOut = mode === 'admin' ? null : leftOutColumnsText(settings.metrics)
  if (leftOut !== null) logger.warn(leftOut)
  const service = await startService({
    store,
    ...replicaOf(invocation),
    mode,
    accountId: settings.accountId ?? null,
    host,
    port,
    auth,
    rateLimitPerMinute: settings.rateLimitPerMinute,
    trustProxy: settings.trustProxy,
    logger,
    hider: context.redactor,
    ...(settings.databaseUrl === undefined && { dataFolder: dataFolder(settings, context) }),
    client: clientOptions(invocation),
    notify: notifyOptions(settings),
    network: settings.networkName,
    concurrency: settings.workerConcurrency,
    queueSessions: sessions.queue,
    cron: settings.syncCron,
    spreadSeconds: settings.syncSpreadMinutes * 60,
    retryDelaySeconds: settings.retryDelaySeconds,
    metrics: settings.metrics,
    lookbackWeeks: settings.lookbackWeeks,
    lookaheadWeeks: settings.lookaheadWeeks,
    horizonWeeks: settings.horizonWeeks,
    canary: settings.canary,
    dropAfterDays: settings.retentionDays ?? null,
    compressAfterDays: settings.compressAfterDays === 0 ? null : settings.compressAfterDays,
  }).catch(explainListening)
  // Not before: what a service is made of stays, and would be copied time and again.
  if (mode !== 'admin') keepHeapSmall()
  sayWhereItIs(invocation, service, auth === 'insecure')
  // Node does it where a process ends well; this one may be killed, and starts again the quicker.
  flushCompileCache()
  if (!signal.aborted) await once(signal, 'abort')
  await service.stop(settings.shutdownTimeoutSeconds * 1000)
  return 0
}

/** @throws UsageError where a service that syncs would have too few. */
function sessionsOf({
  mode,
  databaseUrl,
  databasePoolMax,
  workerConcurrency,
}: ServeInvocation['settings']): SessionBudget {
  if (databaseUrl === undefined || mode === 'admin') return { store: databasePoolMax, queue: 0 }
  if (databasePoolMax >= FEWEST_SESSIONS) return sessionBudget(databasePoolMax, workerConcurrency)
  throw new UsageError(
    `${settingName(SETTINGS.databasePoolMax)}: given ${String(databasePoolMax)}, allowed: at least ${String(FEWEST_SESSIONS)} for a service that syncs`,
  )
}

/** How the replica is opened, where there is one; a process that only syncs has nothing to read there. */
function replicaOf(
  invocation: ServeInvocation,
): Pick<ServiceOptions, 'openReplica' | 'replicaMaxLagSeconds'> {
  const { databaseUrl, databaseReadUrl: replicaUrl, databaseReadMaxLagSeconds } = invocation.settings
  if (databaseUrl === undefined || replicaUrl === undefined) return {}
  return {
    openReplica: () => openStoreFor(invocation, { replicaUrl }),
    replicaMaxLagSeconds: databaseReadMaxLagSeconds,
  }
}

/** Where the service will answer; a free port is not known before it does. */
function serviceUrlOf(host: string, port: number): { serviceUrl?: string } {
  if (port === 0) return {}
  return { serviceUrl: httpUrl(host, port) }
}

function sayWhereItIs(
  { output, settings: { mode } }: ServeInvocation,
  { url }: RunningService,
  open: boolean,
): void {
  output.document({ url, mode })
  if (mode === 'worker') output.print(`Syncing; health at ${url}/health. Ctrl-C leaves.`)
  else output.print(`Open ${url} in a browser. The API is documented at ${url}/docs. Ctrl-C leaves.`)
  if (open) output.warn('Anybody on this machine can call it: there are no API keys.')
}
