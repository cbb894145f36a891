import { once } from 'node:events'
import { clientOptions } from '../../cli/open-client.ts'
import { openStoreFor } from '../../cli/open-store.ts'
import { settingName } from '../../config/setting.ts'
import { SETTINGS } from '../../config/settings.ts'
import type { ExitCode } from '../../output/exit-code.ts'
import { ConfigurationError, UsageError } from '../../output/runner-error.ts'
import { migrateQueue, queueState } from '../queue/migrate-queue.ts'
import { isCronExpression } from '../schedule/cron-slots.ts'
import { type RunningService, startService } from '../start-service.ts'
import { storeAccountAtStart } from './account-at-start.ts'
import type { ServeInvocation } from './serve-invocation.ts'
import { serviceAccess } from './service-access.ts'

/** Runs the service until the process is told to leave. */
export async function serveAction(invocation: ServeInvocation): Promise<ExitCode> {
  const { settings, signal, logger, context } = invocation
  const auth = serviceAccess(invocation)
  checkSchedule(settings.syncCron)
  const { mode, host, port } = settings
  await using store = await openStoreFor(invocation, {
    creates: true,
    lends: true,
    ...serviceUrlOf(host, port),
  })
  if (store.server.kind === 'embedded') await migrateQueue(store)
  else if ((await queueState(store)) === 'missing') {
    throw new ConfigurationError('The queue has no tables in this database yet.', {
      hint: 'Run `airbnb-insights migrate up` first: it makes them.',
    })
  }
  await storeAccountAtStart(store, invocation)
  signal.throwIfAborted()
  const service = await startService({
    store,
    mode,
    accountId: settings.accountId ?? null,
    host,
    port,
    auth,
    rateLimitPerMinute: settings.rateLimitPerMinute,
    trustProxy: settings.trustProxy,
    logger,
    hider: context.redactor,
    client: clientOptions(invocation),
    concurrency: settings.workerConcurrency,
    cron: settings.syncCron,
    spreadSeconds: settings.syncSpreadMinutes * 60,
    retryDelaySeconds: settings.retryDelaySeconds,
    lookbackWeeks: settings.lookbackWeeks,
    lookaheadWeeks: settings.lookaheadWeeks,
    horizonWeeks: settings.horizonWeeks,
    canary: settings.canary,
    dropAfterDays: settings.retentionDays ?? null,
    compressAfterDays: settings.compressAfterDays === 0 ? null : settings.compressAfterDays,
  }).catch(explainListening)
  sayWhereItIs(invocation, service, auth === 'insecure')
  if (!signal.aborted) await once(signal, 'abort')
  await service.stop(settings.shutdownTimeoutSeconds * 1000)
  return 0
}

/** @throws UsageError where it is no schedule. */
function checkSchedule(cron: string): void {
  if (isCronExpression(cron)) return
  const { allowed } = SETTINGS.syncCron
  throw new UsageError(
    `${settingName(SETTINGS.syncCron)}: given ${JSON.stringify(cron)}, allowed: ${allowed}`,
  )
}

/** Where the service will answer; a free port is not known before it does. */
function serviceUrlOf(host: string, port: number): { serviceUrl?: string } {
  if (port === 0) return {}
  return { serviceUrl: `http://${host.includes(':') ? `[${host}]` : host}:${String(port)}` }
}

function sayWhereItIs(
  { output, settings: { mode } }: ServeInvocation,
  { url }: RunningService,
  open: boolean,
): void {
  output.document({ url, mode })
  if (mode === 'worker') output.print(`Syncing; health at ${url}/health. Ctrl-C leaves.`)
  else output.print(`Answering at ${url}, documented at ${url}/docs. Ctrl-C leaves.`)
  if (open) output.warn('Anybody on this machine can call it: there are no API keys.')
}

function explainListening(error: unknown): never {
  if (error instanceof Error && 'code' in error && 'port' in error) {
    const { code, port } = error
    if (code === 'EADDRINUSE' || code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new ConfigurationError(`The service cannot listen at port ${String(port)} (${code}).`, {
        hint: 'PORT (--port) and HOST (--host) choose another; is another service running already?',
        cause: error,
      })
    }
  }
  throw error
}
