import { type Account, isUnfinished, type Run, type Store } from 'insights-store-timescale'
import pLimit from 'p-limit'
import { accountText, withNames } from '../../accounts/account-name.ts'
import { openClientFor } from '../../cli/open-client.ts'
import { type ExitCode, exitCodeFor } from '../../output/exit-code.ts'
import { formatDuration, formatQuantity } from '../../output/format.ts'
import { CookieKeeper } from '../../session/cookie-keeper.ts'
import { HOSTS_ACCOUNT } from '../account-without-listings.ts'
import { spanOf } from '../display/remaining-time.ts'
import { endingOfFailure } from '../outcome/outcome-ending.ts'
import { planSync } from '../plan-sync.ts'
import { failureOf } from '../sync-failure.ts'
import type { SyncFailure } from '../sync-outcome.ts'
import { METRIC_COST_COLUMNS, metricCosts } from './metric-costs.ts'
import { type AccountPlan, LISTING_PLAN_COLUMNS, listingPlans, planDocument } from './plan-report.ts'
import type { SyncInvocation } from './sync-invocation.ts'
import type { SyncRequest } from './sync-request.ts'

/** Says what a sync would ask, and for how long. Asks each account for its listings and nothing else, and stores no insights. */
export async function dryRunSync(
  invocation: SyncInvocation,
  request: SyncRequest,
  store: Store,
  accounts: readonly Account[],
): Promise<ExitCode> {
  const { output, settings, signal } = invocation
  const limit = pLimit(settings.concurrency)
  const plans = await Promise.all(
    accounts.map((account) => limit(() => planAccount(invocation, request, store, account))),
  )
  // What was found out of the other accounts does not matter any more.
  signal.throwIfAborted()

  const durations = plans.map(({ plan }) => (plan?.requests ?? 0) * settings.minIntervalMs)
  const durationMs = spanOf(durations, settings.concurrency)
  const requests = plans.reduce((sum, { plan }) => sum + (plan?.requests ?? 0), 0)
  const exitCode = exitCodeFor(plans.flatMap(({ error }) => (error === null ? [] : [endingOfFailure(error)])))
  const metrics = metricCosts(plans, settings.minIntervalMs)
  await printPlans(invocation, plans)
  if (plans.some(({ plan }) => plan !== null)) {
    output.print()
    await output.table(metrics, METRIC_COST_COLUMNS)
  }
  output.print(`\n${totalText(plans, requests, durationMs, invocation)}`)
  output.print('Dry run: only the listings were asked for, and no insights were stored.')
  output.document({
    dryRun: true,
    scrapeDay: request.scrapeDay,
    exitCode,
    requests,
    durationMs,
    minIntervalMs: settings.minIntervalMs,
    concurrency: settings.concurrency,
    metrics,
    accounts: plans.map((one) => planDocument(one, settings.minIntervalMs)),
  })
  return exitCode
}

async function planAccount(
  invocation: SyncInvocation,
  { scrapeDay, full }: SyncRequest,
  store: Store,
  { accountId, name, credentialStatus }: Account,
): Promise<AccountPlan> {
  const { settings, signal } = invocation
  const failed = (error: SyncFailure): AccountPlan => ({
    accountId,
    name,
    plan: null,
    error,
    unfinished: null,
  })
  if (credentialStatus === 'expired') {
    return failed({ code: 'credentials_expired', message: 'Its session has expired; it would not be asked.' })
  }
  try {
    const credentials = await store.accounts.credentials(accountId)
    if (credentials === undefined)
      return failed({ code: 'account_not_found', message: 'It was removed meanwhile.' })
    await using client = openClientFor(invocation, credentials)
    const { metrics, lookbackWeeks, lookaheadWeeks, horizonWeeks, canary } = settings
    const cookies = new CookieKeeper(client)
    const unfinished = await unfinishedRun(store, accountId, { scrapeDay, full })
    const plan = await planSync({
      store,
      client,
      account: { accountId },
      scrapeDay,
      // What is unfinished would be gone on with as what it was.
      full: full || (unfinished?.full ?? false),
      metrics,
      lookbackWeeks,
      lookaheadWeeks,
      horizonWeeks,
      canary,
      network: settings.networkName,
      signal,
    })
    await store.accounts.markCredentials(accountId, 'ok', {
      ifVersion: credentials.version,
      rotatedCookie: cookies.unsaved,
    })
    return { accountId, name, plan, error: null, unfinished: unfinished?.runId ?? null }
  } catch (error) {
    return failed(failureOf(error))
  }
}

/** A sync of that day would go on with it, and ask for fewer listings. */
async function unfinishedRun(
  store: Store,
  accountId: string,
  { scrapeDay, full }: Pick<SyncRequest, 'scrapeDay' | 'full'>,
): Promise<Run | null> {
  const [last] = await store.runs.list({ accountId, limit: 1 })
  if (last === undefined || last.scrapeDay !== scrapeDay) return null
  return isUnfinished(last, { full }) ? last : null
}

async function printPlans({ output }: SyncInvocation, plans: readonly AccountPlan[]): Promise<void> {
  const listings = plans.flatMap(listingPlans)
  if (listings.length > 0)
    await output.table(
      listings,
      withNames(LISTING_PLAN_COLUMNS, listings, ({ name }) => name),
    )
  for (const { accountId, name, plan, error, unfinished } of plans) {
    const called = accountText({ accountId, name })
    if (error !== null) output.print(`${output.style('bad', '✗')} ${called}: ${error.message}`)
    if (plan?.listingsFound === 0) {
      output.print(
        `${output.style('warning', '!')} ${called}: the API knows no listing of it. ${HOSTS_ACCOUNT}`,
      )
    } else if (plan?.listings.length === 0) {
      output.print(`${output.style('accent', '·')} ${called}: none of the metrics is due.`)
    }
    if (unfinished !== null) {
      output.print(
        `${output.style('warning', '!')} ${called}: a run of that day is unfinished; what it has stored would not be asked again.`,
      )
    }
  }
}

function totalText(
  plans: readonly AccountPlan[],
  requests: number,
  durationMs: number,
  { settings: { minIntervalMs, concurrency } }: SyncInvocation,
): string {
  const planned = plans.filter(({ plan }) => plan !== null)
  const listings = planned.reduce((sum, { plan }) => sum + (plan?.listings.length ?? 0), 0)
  const what = `${formatQuantity(requests, 'request')} for ${formatQuantity(listings, 'listing')} of ${formatQuantity(planned.length, 'account')}`
  return minIntervalMs === 0
    ? `${what}; pacing is off.`
    : `${what}: about ${formatDuration(durationMs)} at one request per ${formatDuration(minIntervalMs)} and account, ${formatQuantity(concurrency, 'account')} at a time.`
}
