import type { SimulatedRequest } from 'airbnb-insights-client/simulator'
import { openClientFor } from '../cli/open-client.ts'
import { openSyncDisplay } from '../sync/display/sync-display.ts'
import { type OutcomeReport, reportOutcomes } from '../sync/outcome/outcome-report.ts'
import { syncAccounts } from '../sync/sync-accounts.ts'
import type { DemoStage } from './demo-stage.ts'

/** One sync of the demo: what came of it, and what reached the simulator meanwhile. */
export interface DemoSync {
  readonly scrapeDay: string
  readonly reports: readonly OutcomeReport[]
  /** The simulator's own log of this sync. */
  readonly requests: readonly SimulatedRequest[]
  readonly durationMs: number
  /** Whether lines of its progress are still to be seen. */
  readonly leftLines: boolean
}

const CONCURRENCY = 3

/** Syncs accounts of the demo with live progress, as `sync` does, for the simulator's day. */
export async function syncDemoAccounts(stage: DemoStage, only?: string): Promise<DemoSync> {
  const { store, simulator, clientSettings, invocation, heard } = stage
  const { output, context, signal, logger } = invocation
  const all = await store.accounts.list({ activeOnly: true })
  const accounts = all.filter(({ accountId }) => only === undefined || accountId === only)
  const alreadyLogged = simulator.requests.length
  const startedAt = performance.now()

  const stream = output.json ? context.stderr : context.stdout
  const live = stream.isTTY === true
  using display = openSyncDisplay({
    accountIds: accounts.map(({ accountId }) => accountId),
    display: output.json && !live ? null : await output.openDisplay(output.json ? 'stderr' : 'stdout'),
    live,
    width: () => stream.columns ?? 80,
    style: output.json ? output.remarkStyle : output.style,
    pace: { minIntervalMs: clientSettings.minIntervalMs, concurrency: CONCURRENCY },
  })
  const outcomes = await syncAccounts({
    store,
    accounts,
    scrapeDay: simulator.today,
    concurrency: CONCURRENCY,
    signal,
    createClient: (accountId, credentials) =>
      openClientFor({ settings: clientSettings, logger, context }, credentials, (event) => {
        heard.push({ accountId, at: performance.now(), event })
        display.onClientEvent(accountId, event)
      }),
    onProgress: display.onProgress,
  })
  signal.throwIfAborted()
  return {
    scrapeDay: simulator.today,
    reports: await reportOutcomes(store, outcomes, (accountId) => display.account(accountId)),
    requests: simulator.requests.slice(alreadyLogged),
    durationMs: performance.now() - startedAt,
    leftLines: display.leftLines,
  }
}

/** What came of one account in a sync. */
export function reportOf({ reports }: DemoSync, accountId: string): OutcomeReport {
  const report = reports.find(({ outcome }) => outcome.accountId === accountId)
  if (report === undefined) throw new Error(`account ${accountId} is not part of this sync`)
  return report
}
