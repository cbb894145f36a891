import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import type { Store } from 'insights-store-timescale'
import { secretsOfNotifyUrls } from '../config/notify-urls.ts'
import type { NotifyOptions } from '../notify/notify-options.ts'
import { startNotifier } from '../notify/start-notifier.ts'
import type { ProcessLogger } from '../output/logger.ts'
import type { CookieHider } from '../output/redactor.ts'
import { openServiceClient, type ServiceClientOptions } from '../serve/service-client.ts'
import { warnOfDatabase } from '../serve/warn-of-database.ts'
import { repeatTask } from '../waiting/repeating-task.ts'
import { withinTime } from '../waiting/within-time.ts'
import { openAuditTrail } from './audit-trail.ts'
import { checkCredentials } from './check/check-credentials.ts'
import { followDeployments } from './cluster/deployment-cache.ts'
import { deploymentsOf } from './cluster/deployments.ts'
import { createKubernetesClient } from './cluster/kubernetes-client.ts'
import { leaseOf } from './cluster/leases.ts'
import type { Cluster } from './cluster/load-cluster.ts'
import { publishEvent } from './cluster/publish-event.ts'
import { openHealthServer } from './health/health-server.ts'
import { operatorReadiness } from './health/operator-health.ts'
import { createOperatorMetrics } from './health/operator-metrics.ts'
import { seekLeadership } from './leadership/leadership.ts'
import { oneLineOf } from './one-line-of.ts'
import { ChangeBudget } from './plan/change-budget.ts'
import { Problems } from './problems.ts'
import { startReconciler } from './reconciler.ts'
import { settingsHash, type TemplateSettings, workerTemplate } from './worker/worker-template.ts'

/** What an operator is made from. */
export interface OperatorOptions {
  /** Migrated, and of a server. It is not closed. */
  readonly store: Store
  readonly cluster: Cluster
  readonly settings: TemplateSettings & { readonly host: string; readonly port: number }
  /** Where the settings come from that workers read as well. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** How clients ask that try new credentials, and from which network. */
  readonly client: ServiceClientOptions
  readonly network: string
  /** Whom to tell what a human has to know: an account whose session has expired has no worker that would. */
  readonly notify: NotifyOptions
  readonly hider: CookieHider
  readonly logger: ProcessLogger
}

/** An operator at work. */
export interface RunningOperator {
  /** Where it answers probes and Prometheus. */
  readonly url: string
  readonly identity: string
  /** Ends what is under way, gives the lease back and leaves, whatever cluster and database do, after `timeoutMs` at last. */
  stop(timeoutMs: number): Promise<void>
}

/** The lease that the operator holds which makes changes; one for each operator's Deployment. */
export const leaseName = (operatorDeployment: string): string => operatorDeployment

/** The audit trail goes back so far. */
const FORGET_AFTER_DAYS = 90
const SWEEP_EVERY_MS = 6 * 3_600_000

/** Starts an operator. It answers probes at once, and begins to change things when it holds the lease. */
export async function startOperator(options: OperatorOptions): Promise<RunningOperator> {
  const { store, cluster, settings, environment, logger } = options
  const namespace = settings.operatorNamespace ?? cluster.namespace
  const ownName = settings.operatorDeployment
  const identity = `${hostname()}_${randomBytes(4).toString('hex')}`
  const leave = new AbortController()
  const problems = new Problems(logger)
  const metrics = createOperatorMetrics({
    leads: () => leadership.leads,
    problems: () => problems.open.size,
  })
  const client = createKubernetesClient(cluster, namespace, metrics.called)
  const deployments = deploymentsOf(client)
  const followed = followDeployments({
    deployments,
    signal: leave.signal,
    onChange: () => reconciler.wake(),
    onState: (error) => problems.set('watch', error === null ? null : oneLineOf(error)),
  })
  const { cache } = followed
  const audit = openAuditTrail({
    store,
    operator: identity,
    namespace,
    logger,
    publish: (event) => publishEvent(client, event),
    onPublished: (error) => {
      if (error === null) problems.set('events', null)
      // The API server's words name each event, by which every refusal would be another problem.
      else if (!problems.open.has('events')) problems.set('events', oneLineOf(error))
    },
    own: () => {
      const uid = cache.all?.get(ownName)?.metadata.uid
      return uid === undefined ? null : { name: ownName, uid }
    },
  })
  const leadership = seekLeadership({
    lease: leaseOf(client, leaseName(ownName)),
    identity,
    onState: (error) => problems.set('lease', error === null ? null : oneLineOf(error)),
    onChange: (leads) => {
      const kind = leads ? 'leading' : 'resigned'
      const message = leads
        ? `${identity} makes the changes from now on`
        : `${identity} makes no more changes`
      if (!leads) metrics.resigned()
      void audit.tell({ kind, accountId: null, regarding: null, message })
      reconciler.wake()
    },
  })
  const hash = settingsHash(environment)
  const reconciler = startReconciler({
    accounts: () => store.accounts.list(),
    deployments,
    cache,
    ownName,
    templateOf: (own) => workerTemplate(settings, { namespace, own, ofSettings: hash }),
    leads: () => leadership.leads,
    check: async (accountId, signal) => {
      const outcome = await checkCredentials(accountId, {
        store,
        network: options.network,
        holder: `operator ${identity}`,
        createClient: (credentials) =>
          openServiceClient({ logger, ...options.client }, options.hider, credentials, () => {}),
        signal,
      })
      if (outcome.kind === 'failed') notifier.wake()
      return outcome
    },
    checksAtATime: settings.checksAtATime,
    maxWorkers: settings.maxWorkers,
    fullPassMs: settings.fullPassSeconds * 1000,
    budget: new ChangeBudget(settings.changesPerMinute),
    audit,
    problems,
    observe: metrics,
  })
  const listening = store.operator.listen({ signal: leave.signal, onChange: () => reconciler.wake() })
  const notifier = startNotifier({
    store,
    notify: options.notify,
    hide: (urls) => secretsOfNotifyUrls(urls).forEach((secret) => void options.hider.holdCookie(secret)),
    logger,
    now: () => new Date(),
  })
  const sweeper = repeatTask(async () => {
    if (leadership.leads) await store.operator.sweep({ forgetAfterDays: FORGET_AFTER_DAYS }).catch(() => 0)
    return SWEEP_EVERY_MS
  })
  const stopAll = async (): Promise<true> => {
    await reconciler.stop()
    await leadership
      .resign()
      .catch((error: unknown) => logger.warn('the lease was not given back', { error }))
    await audit.settle()
    leave.abort()
    await Promise.all([followed.ended, listening, sweeper.stop(), notifier.stop()])
    return true
  }
  const health = await openHealthServer({
    host: settings.host,
    port: settings.port,
    state: () => ({
      leads: leadership.leads,
      leader: leadership.holder,
      namespace,
      problems: Object.fromEntries(problems.open),
    }),
    readiness: () => {
      // Events that cannot be published keep nothing from being done.
      const standing = [...problems.open].filter(([name]) => name !== 'events' && name !== 'database')
      const state = { isKnown: cache.all !== undefined, problems: standing.map(([, message]) => message) }
      return operatorReadiness(store, state)
    },
    metrics,
  }).catch(async (error: unknown) => {
    await withinTime(stopAll(), 5_000)
    throw error
  })
  const everySeconds = String(settings.fullPassSeconds)
  const unheard = `accounts are compared each ${everySeconds} s, since nothing can tell of a changed one`
  void warnOfDatabase(store, logger, unheard)
  logger.info('the operator is up', { url: health.url, namespace, server: cluster.server, identity })
  return {
    url: health.url,
    identity,
    async stop(timeoutMs) {
      logger.info('leaving: what is under way ends, and the lease is given back')
      const left = await withinTime(stopAll(), timeoutMs)
      if (left === undefined) logger.warn('left without waiting any longer: the lease runs out by itself')
      leave.abort()
      await health.close()
    },
  }
}
