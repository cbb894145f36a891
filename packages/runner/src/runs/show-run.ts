import type { Account, Run, RunListing } from 'insights-store-timescale'
import { accountOption } from '../accounts/account-invocation.ts'
import { accountText } from '../accounts/account-name.ts'
import { openStoreFor } from '../cli/open-store.ts'
import { switchOption, textsOption } from '../cli/option-values.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatCount, formatInstant } from '../output/format.ts'
import { oneLineText } from '../output/one-line-text.ts'
import type { Output } from '../output/output.ts'
import { paragraph } from '../output/paragraph.ts'
import type { Tone } from '../output/style.ts'
import { failedListingText } from '../sync/outcome/outcome-remarks.ts'
import { listingDocument } from '../sync/outcome/outcome-report.ts'
import { shortRunId } from '../sync/outcome/short-run-id.ts'
import { checkedRunName, findRun } from './find-run.ts'
import { keptBodies, printBodies } from './kept-bodies.ts'
import { newRowsText, RECENT_RUNS, type RecentRun, recentRuns } from './recent-runs.ts'
import { commonWindow, listingColumns } from './run-listings.ts'
import { situationOf } from './run-situation.ts'
import { type RunSummary, runSummary } from './run-summary.ts'
import { attemptsText, describeStatus, durationText, nextText } from './run-text.ts'
import type { RunsInvocation } from './runs-invocation.ts'

/** Shows one run with each of its listings, or the answers that it kept. */
export async function showRun(invocation: RunsInvocation): Promise<ExitCode> {
  const { output, args, options } = invocation
  const accountId = accountOption(invocation)
  const name = checkedRunName(args[0] ?? '')
  await using store = await openStoreFor(invocation)
  const run = await findRun(store, name, { accountId, worst: true })
  const listings = await store.runs.listings(run.runId)
  const wantsBodies = switchOption(options, 'body')
  const newest = await store.runs.list({ accountId: run.accountId, limit: RECENT_RUNS })
  const recent = recentRuns(newest)
  output.document({
    run,
    recentRuns: recent,
    listings: wantsBodies ? listings : listings.map(listingDocument),
  })
  if (wantsBodies) {
    // The document has them, beside the listings that have none.
    if (!output.json) printBodies(keptBodies(run, listings, textsOption(options, 'listing')), output)
    return 0
  }
  printSummary(runSummary(await situationOf(store, run, listings, newest[0])), output)
  await printRun(run, await store.accounts.get(run.accountId), { recent, listings }, output)
  return 0
}

function printSummary({ happened, next }: RunSummary, output: Output): void {
  const { style, width = Number.POSITIVE_INFINITY } = output
  const indent = `${style('quiet', '→')} `
  output.print(paragraph(oneLineText(happened), { width }))
  output.print(`${paragraph(next, { width, indent, hangingIndent: '  ' })}\n`)
}

async function printRun(
  run: Run,
  account: Account | undefined,
  { recent, listings }: { recent: readonly RecentRun[]; listings: readonly RunListing[] },
  output: Output,
): Promise<void> {
  const { rows, error } = run
  await output.facts([
    ['Run', run.runId],
    ['Account', account === undefined ? run.accountId : accountText(account)],
    ['Status', describeStatus(run)],
    ['Error', error === null ? undefined : `${error.message} (${error.code})`],
    ['Scrape day', `${run.scrapeDay}${run.full ? ', everything asked again' : ''}`],
    ['Window', commonWindow(listings)],
    ['Base day', run.baseDay ?? 'not measured'],
    ['Begun', `${formatInstant(run.startedAt)}, ${run.trigger}`],
    [
      'Ended',
      run.finishedAt === null
        ? 'not yet'
        : `${formatInstant(run.finishedAt)}, after ${durationText(run) ?? '–'}`,
    ],
    ['Goes on', nextText(run) ?? undefined],
    ['Started', attemptsText(run) === undefined ? undefined : `${attemptsText(run) ?? ''} times`],
    ['Held by', run.status === 'running' ? run.holder : undefined],
    ['Requests', `${formatCount(run.requestsDone)} of ${formatCount(run.requestsTotal)}`],
    [
      'Rows',
      `${formatCount(rows.inserted)} new, ${formatCount(rows.updated)} changed, ${formatCount(rows.unchanged)} unchanged`,
    ],
    ['Trace', run.otelTraceId ?? undefined],
    ['Last runs', newRowsText(recent), 'drawn'],
  ])
  if (listings.length > 0) {
    output.print()
    await output.table(listings, listingColumns(listings))
  }
  const remarks = remarksOn(run, listings, output)
  if (remarks.length > 0) output.print(`\n${remarks.join('\n')}`)
}

function remarksOn(
  run: Run,
  listings: readonly RunListing[],
  { style, width = Number.POSITIVE_INFINITY }: Output,
): string[] {
  const line = (tone: Tone, mark: string, text: string): string =>
    paragraph(oneLineText(text), { width, indent: `${style(tone, mark)} `, hangingIndent: '  ' })
  const failed = listings.filter(({ status }) => status === 'failed')
  const lines = failed.map((listing) => line('bad', '✗', failedListingText(listing)))
  for (const { code, message } of run.notes) lines.push(line('warning', '!', `${message} (${code})`))
  if (failed.some(({ error }) => error?.responseBody != null)) {
    lines.push(
      line('quiet', '→', `What the API answered: airbnb-insights runs show ${shortRunId(run.runId)} --body`),
    )
  }
  return lines
}
