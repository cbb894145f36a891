import type { Run } from 'insights-store-timescale'
import { accountNames, withNames } from '../accounts/account-name.ts'
import { requireAccount } from '../accounts/require-account.ts'
import { dataPlace, openStoreFor } from '../cli/open-store.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatCount, formatInstant, formatQuantity } from '../output/format.ts'
import type { Column } from '../output/table.ts'
import { statusTone } from '../sync/outcome/outcome-columns.ts'
import { shortRunId } from '../sync/outcome/short-run-id.ts'
import { readRunQuery } from './run-query.ts'
import { durationText, nextText } from './run-text.ts'
import type { RunsInvocation } from './runs-invocation.ts'

/** Shows runs, newest first. */
export async function listRuns(invocation: RunsInvocation): Promise<ExitCode> {
  const { output } = invocation
  const query = readRunQuery(invocation)
  await using store = await openStoreFor(invocation)
  if (query.accountId !== undefined) await requireAccount(store, query.accountId)
  const runs = await store.runs.list(query)
  output.document({ runs })
  if (runs.length === 0) {
    const filtered = query.accountId !== undefined || query.status !== undefined || query.failedOnly === true
    output.print(
      filtered ? 'No such runs.' : `No runs yet in ${dataPlace(invocation)}. Begin one: airbnb-insights sync`,
    )
    return 0
  }
  const { nameOf } = accountNames(await store.accounts.list({ includeDeleted: true }))
  await output.table(
    runs,
    withNames(runColumns(runs), runs, ({ accountId }) => nameOf(accountId)),
  )
  const more = runs.length === query.limit ? '; --limit shows more' : ''
  output.print(output.style('quiet', `${formatQuantity(runs.length, 'run')}, newest first${more}`))
  return 0
}

/** When runs go on, or what went wrong, takes no column where that is so of none. */
function runColumns(runs: readonly Run[]): readonly Column<Run>[] {
  const more = [NEXT_COLUMN, ERROR_COLUMN].filter(({ text }) => runs.some((run) => text(run) != null))
  return [...RUN_COLUMNS, ...more]
}

const NEXT_COLUMN: Column<Run> = { heading: 'Goes on', text: nextTextOfDay }

/** On its scrape day, which the table shows, the time is enough. */
function nextTextOfDay(run: Run): string | null {
  return nextText(run)?.replace(`${run.scrapeDay} `, '') ?? null
}

const RUN_COLUMNS: readonly Column<Run>[] = [
  { heading: 'Run', text: ({ runId }) => shortRunId(runId) },
  { heading: 'Account', text: ({ accountId }) => accountId },
  { heading: 'Scrape day', text: ({ scrapeDay }) => scrapeDay },
  { heading: 'Status', text: ({ status }) => status, tone: ({ status }) => statusTone(status) },
  {
    heading: 'Listings',
    text: ({ listingsSucceeded, listingsTotal }) => `${String(listingsSucceeded)}/${String(listingsTotal)}`,
  },
  { heading: 'Rows new', text: ({ rows }) => formatCount(rows.inserted), align: 'right' },
  { heading: 'Started', text: ({ startedAt }) => startedAt && formatInstant(startedAt), yields: true },
  { heading: 'Took', text: durationText, align: 'right', yields: true },
]

const ERROR_COLUMN: Column<Run> = {
  heading: 'What went wrong',
  text: ({ error, notes }) => error?.message ?? notes[0]?.message,
  shrinks: true,
  yields: true,
}
