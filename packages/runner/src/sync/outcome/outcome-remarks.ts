import type { RunListing } from 'insights-store-timescale'
import { accountText } from '../../accounts/account-name.ts'
import { describeClientError } from '../../cli/describe-client-error.ts'
import { describeStoreError } from '../../cli/describe-store-error.ts'
import { renewSession } from '../../cli/renew-session.ts'
import { formatInstant, formatQuantity } from '../../output/format.ts'
import { oneLineText } from '../../output/one-line-text.ts'
import type { Output } from '../../output/output.ts'
import { paragraph } from '../../output/paragraph.ts'
import { isRunnerError } from '../../output/runner-error.ts'
import type { Tone } from '../../output/style.ts'
import { isPausedError } from '../../session/paused-error.ts'
import { abbreviatePath } from '../display/abbreviate-path.ts'
import { isIdle, type SyncOutcome, type SyncStatus } from '../sync-outcome.ts'
import type { OutcomeReport } from './outcome-report.ts'
import { shortRunId } from './short-run-id.ts'

/**
 * Below a table of results: what went wrong with each account, in their order, and what to do next. Accounts that the same
 * pause keeps waiting are told of together: there may be hundreds, and there is one thing to do.
 */
export function outcomesRemarks(
  reports: readonly OutcomeReport[],
  output: Pick<Output, 'style' | 'width'>,
): string[] {
  const together = Map.groupBy(reports, ({ outcome }) => sharedPauseOf(outcome) ?? outcome.accountId)
  return [...together.values()].flatMap((group) => {
    const [first] = group.toSorted((one, other) => waitOf(one) - waitOf(other))
    if (first === undefined) return []
    return outcomeRemarks(
      first,
      output,
      group.length === 1 ? undefined : formatQuantity(group.length, 'account'),
    )
  })
}

const waitOf = ({ outcome }: OutcomeReport): number => outcome.retryAt?.getTime() ?? 0

/** Names the pause of a whole network that kept an account from being begun with; null for any other end. */
function sharedPauseOf({ error, run }: SyncOutcome): string | null {
  if (run !== null || !isPausedError(error?.cause)) return null
  const { accountId, network, site, since } = error.cause.pause
  return accountId === null ? `${network} ${site} ${since.toISOString()}` : null
}

/** What went wrong with one account and its listings, and what to do next; `called` by its id and name where left out. */
export function outcomeRemarks(
  report: OutcomeReport,
  { style, width = Number.POSITIVE_INFINITY }: Pick<Output, 'style' | 'width'>,
  called: string = accountText({ accountId: report.outcome.accountId, name: report.name }),
): string[] {
  const { outcome, run, listings } = report
  const { status, error, holder } = outcome
  const lines: string[] = []
  const add = (tone: Tone, mark: string, text: string, indent = ''): void => {
    const start = `${indent}${style(tone, mark)} `
    lines.push(paragraph(oneLineText(text), { width, indent: start, hangingIndent: `${indent}  ` }))
  }
  if (status === 'busy') {
    add('accent', '·', `${called} is being synced by ${holder ?? 'another process'}: nothing was asked.`)
  } else if (error !== null) {
    const [tone, mark] = markOf(status)
    add(tone, mark, `${called} ${status}: ${error.message}`)
  }
  for (const listing of listings) {
    if (listing.status !== 'failed') continue
    add('bad', '✗', abbreviatePath(failedListingText(listing), listing.error?.path), '  ')
  }
  for (const { message } of run?.notes ?? []) {
    // The end of the run has said so where it is the reason.
    if (message !== error?.message) add('warning', '!', `${called}: ${message}`)
  }
  const next = nextStep(report)
  if (next !== null) add('quiet', '→', next, '  ')
  return lines
}

function markOf(status: SyncStatus): readonly [Tone, string] {
  if (isIdle(status)) return ['accent', '·']
  return status === 'cancelled' || status === 'paused' ? ['warning', '!'] : ['bad', '✗']
}

/** A failed listing in one line: which, why, where in the answer, and how Airbnb can find it. */
export function failedListingText({ listingId, internalName, listingName, error }: RunListing): string {
  const { message = 'no reason was recorded', path = null, traceId = null } = error ?? {}
  const details = [
    path === null || message.includes(path) ? '' : `at ${path}`,
    traceId === null || message.includes(traceId) ? '' : `trace id ${traceId}`,
  ].filter((detail) => detail !== '')
  const name = internalName ?? listingName
  const listing = name === null ? listingId : `${name} (${listingId})`
  return oneLineText(`${listing}: ${message}${details.length === 0 ? '' : ` (${details.join(', ')})`}`)
}

/** What a person can do about how an account's sync ended; null where there is nothing to do. */
function nextStep({ outcome, run, listings }: OutcomeReport): string | null {
  const { accountId, status, error, retryAt } = outcome
  switch (status) {
    case 'succeeded':
    case 'busy':
    case 'nothing_missing':
    case 'superseded':
    case 'not_due':
    // Its message says what there is to do.
    case 'cancelled':
      return null
    case 'auth_failed':
      return renewSession(accountId)
    case 'rate_limited':
      return `Sync again after ${formatInstant(retryAt)}: it goes on where it stopped.`
    case 'blocked':
      return [
        hintOf(error?.cause, accountId),
        `It is tried again after ${formatInstant(retryAt)}, by a running service or by the next sync.`,
      ]
        .filter(Boolean)
        .join(' ')
    case 'retries_spent':
      return run === null ? null : `airbnb-insights runs show ${shortRunId(run.runId)}`
    case 'ended':
      return run === null ? null : `airbnb-insights runs retry ${shortRunId(run.runId)}`
    default: {
      const hint = hintOf(error?.cause, accountId)
      if (hint !== undefined) return hint
      if (run === null) return null
      const body = listings.some((listing) => listing.error?.responseBody != null)
        ? ' (--body: what the API answered)'
        : ''
      return `airbnb-insights runs show ${shortRunId(run.runId)}${body}; sync again to try what is missing.`
    }
  }
}

function hintOf(cause: unknown, accountId: string): string | undefined {
  if (isRunnerError(cause)) return cause.hint
  return describeStoreError(cause)?.hint ?? describeClientError(cause, accountId)?.hint
}
