import type { Run, RunStatus, Store } from 'insights-store-timescale'
import { RunnerError, UsageError } from '../output/runner-error.ts'
import { shortRunId } from '../sync/outcome/short-run-id.ts'

const FULL_ID = 'xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx'

/** What `latest` means. */
interface FindOptions {
  /** The latest of this account. @defaultValue of all */
  readonly accountId?: string | undefined
  /** Of a sync of several accounts the run that ended worst, and not the one that began last. @defaultValue false */
  readonly worst?: boolean
}

/** How a person names a run: `latest`, or a run id or its first digits, in lower case. */
type RunName = string

/**
 * Checks how a run is named.
 *
 * @throws UsageError for what can be no run's name.
 */
export function checkedRunName(given: string): RunName {
  const name = given.toLowerCase()
  if (name === 'latest' || isStartOfId(name)) return name
  throw new UsageError(
    `<run>: given ${JSON.stringify(given)}, allowed: a run id, its first digits (at least 4), or latest`,
  )
}

/**
 * The run that a person named.
 *
 * @throws RunnerError `not_found` for none or several such runs.
 */
export async function findRun(
  store: Store,
  digits: RunName,
  { accountId, worst = false }: FindOptions = {},
): Promise<Run> {
  if (digits === 'latest') {
    const latest = await latestRun(store, accountId)
    return worst && accountId === undefined ? await worstBeside(store, latest) : latest
  }
  const found = await store.db
    .selectFrom('sync_runs')
    .select('run_id')
    .where('run_id', '>=', digits + FULL_ID.slice(digits.length).replaceAll('x', '0'))
    .where('run_id', '<=', digits + FULL_ID.slice(digits.length).replaceAll('x', 'f'))
    .orderBy('run_id')
    .limit(2)
    .execute()
  const [only, another] = found
  if (only === undefined) {
    throw new RunnerError('not_found', `There is no run ${digits}.`, {
      hint: '`airbnb-insights runs list` shows the runs there are.',
    })
  }
  if (another !== undefined) {
    throw new RunnerError('not_found', `Several runs begin with ${digits}.`, {
      hint: `Give more digits: ${only.run_id}, ${another.run_id}, …`,
    })
  }
  return await existing(store, only.run_id)
}

function isStartOfId(digits: string): boolean {
  const rest = FULL_ID.slice(digits.length).replaceAll('x', '0')
  return digits.length >= 4 && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(digits + rest)
}

async function latestRun(store: Store, accountId: string | undefined): Promise<Run> {
  const [latest] = await store.runs.list({ limit: 1, ...(accountId === undefined ? {} : { accountId }) })
  if (latest !== undefined) return latest
  const of = accountId === undefined ? '' : ` of account ${accountId}`
  throw new RunnerError('not_found', `There are no runs${of} yet.`, {
    hint: 'Begin one: airbnb-insights sync',
  })
}

/** How badly a run stands, the worst first. */
const BY_BADNESS: readonly RunStatus[] = [
  'auth_failed',
  'failed',
  'blocked',
  'rate_limited',
  'partial',
  'cancelled',
  'running',
  'queued',
  'succeeded',
]

function badness(status: RunStatus): number {
  return BY_BADNESS.indexOf(status)
}

/** Of the runs of one sync, each account's newest, the worst: one process carried them out, for one scrape day. */
async function worstBeside(store: Store, latest: Run): Promise<Run> {
  const beside = await store.db
    .selectFrom('sync_runs')
    .distinctOn('account_id')
    .select(['run_id', 'status'])
    .where('scrape_day', '=', latest.scrapeDay)
    .where('trigger', '=', latest.trigger)
    .where((where) =>
      latest.holder === null ? where('holder', 'is', null) : where('holder', '=', latest.holder),
    )
    .orderBy('account_id')
    .orderBy('created_at', 'desc')
    .execute()
  const worst = beside.toSorted((one, other) => badness(one.status) - badness(other.status))[0]
  if (worst === undefined || badness(worst.status) >= badness(latest.status)) return latest
  return await existing(store, worst.run_id)
}

async function existing(store: Store, runId: string): Promise<Run> {
  const run = await store.runs.get(runId)
  if (run === undefined)
    throw new RunnerError('not_found', `The run ${shortRunId(runId)} was deleted meanwhile.`)
  return run
}
