import { utcDateOf } from 'insights-transform'
import { accountNames } from '../../accounts/account-name.ts'
import { keepHeapSmall } from '../../cli/keep-heap-small.ts'
import { openClientFor } from '../../cli/open-client.ts'
import { dataPlace, openStoreFor } from '../../cli/open-store.ts'
import { notifyOnce, tellOfDatabase } from '../../notify/notify-once.ts'
import { type ExitCode, exitCodeFor } from '../../output/exit-code.ts'
import { formatQuantity } from '../../output/format.ts'
import { openSyncDisplay } from '../display/sync-display.ts'
import { leftOutColumnsText } from '../left-out-columns.ts'
import { outcomeColumns } from '../outcome/outcome-columns.ts'
import { endingOf } from '../outcome/outcome-ending.ts'
import { outcomesRemarks } from '../outcome/outcome-remarks.ts'
import { type OutcomeReport, outcomeDocuments, reportOutcomes } from '../outcome/outcome-report.ts'
import { syncAccounts } from '../sync-accounts.ts'
import { dryRunSync } from './dry-run.ts'
import { selectAccounts } from './select-accounts.ts'
import type { SyncInvocation } from './sync-invocation.ts'
import { readSyncRequest, type SyncRequest } from './sync-request.ts'

/** Syncs accounts, or with `--dry-run` says what that would ask. */
export async function syncAction(invocation: SyncInvocation): Promise<ExitCode> {
  const request = readSyncRequest(invocation, new Date())
  keepHeapSmall()
  await using store = await openStoreFor(invocation).catch((error: unknown) =>
    tellOfDatabase(invocation, error),
  )
  const accounts = await selectAccounts(store, request.accountIds, dataPlace(invocation))
  const leftOut = leftOutColumnsText(invocation.settings.metrics)
  if (leftOut !== null) invocation.output.warn(leftOut)
  if (request.dryRun) return await dryRunSync(invocation, request, store, accounts)

  const { settings, output, context, signal } = invocation
  const { minIntervalMs, concurrency, metrics, lookbackWeeks, lookaheadWeeks, horizonWeeks, canary } =
    settings
  const live = context.stderr.isTTY === true
  const names = accountNames(accounts)
  using display = openSyncDisplay({
    textOf: names.textOf,
    accountIds: accounts.map(({ accountId }) => accountId),
    // A program that reads the document wants no lines beside it.
    display: output.json && !live ? null : await output.openDisplay(),
    live,
    width: () => context.stderr.columns ?? 80,
    style: output.remarkStyle,
    pace: { minIntervalMs, concurrency },
  })
  const sayCancelling = (): void => {
    output.warn('Cancelling: the listing in hand is rolled back. Ctrl-C again leaves at once.')
  }
  signal.addEventListener('abort', sayCancelling, { once: true })
  const outcomes = await syncAccounts({
    store,
    accounts,
    scrapeDay: request.scrapeDayGiven ? request.scrapeDay : () => utcDateOf(new Date()),
    byClock: !request.scrapeDayGiven,
    full: request.full,
    metrics,
    lookbackWeeks,
    lookaheadWeeks,
    horizonWeeks,
    canary,
    network: settings.networkName,
    concurrency,
    signal,
    createClient: (accountId, credentials) =>
      openClientFor(invocation, credentials, (event) => display.onClientEvent(accountId, event)),
    onProgress: display.onProgress,
  }).finally(() => signal.removeEventListener('abort', sayCancelling))
  display[Symbol.dispose]()
  if (live && display.leftLines) output.remark('')

  const reports = await reportOutcomes(
    store,
    outcomes,
    (accountId) => display.account(accountId),
    names.nameOf,
  )
  const exitCode = exitCodeFor(outcomes.map(endingOf))
  await printReports(invocation, request, reports)
  await notifyOnce(invocation, store)
  output.document({ scrapeDay: request.scrapeDay, exitCode, accounts: outcomeDocuments(reports) })
  return exitCode
}

async function printReports(
  { output }: SyncInvocation,
  { scrapeDay }: SyncRequest,
  reports: readonly OutcomeReport[],
): Promise<void> {
  await output.table(reports, outcomeColumns(output.width, reports))
  const remarks = outcomesRemarks(reports, output)
  if (remarks.length > 0) output.print(`\n${remarks.join('\n')}`)
  const succeeded = reports.filter(({ outcome }) => outcome.status === 'succeeded').length
  const of = formatQuantity(reports.length, 'account')
  output.print(
    output.style('quiet', `\n${String(succeeded)} of ${of} synced completely for scrape day ${scrapeDay}.`),
  )
}
