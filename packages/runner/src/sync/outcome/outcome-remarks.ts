import type { RunListing } from 'insights-store-timescale'
import { accountText } from '../../accounts/account-name.ts'
import { describeClientError } from '../../cli/describe-client-error.ts'
import { describeStoreError } from '../../cli/describe-store-error.ts'
import { renewSession } from '../../cli/renew-session.ts'
import { formatInstant } from '../../output/format.ts'
import type { Output } from '../../output/output.ts'
import { paragraph } from '../../output/paragraph.ts'
import { isRunnerError } from '../../output/runner-error.ts'
import type { Tone } from '../../output/style.ts'
import { oneLineText } from '../../output/text-width.ts'
import { abbreviatePath } from '../display/abbreviate-path.ts'
import { isIdle, type SyncStatus } from '../sync-outcome.ts'
import type { OutcomeReport } from './outcome-report.ts'
import { shortRunId } from './short-run-id.ts'

/** Below a table of results: what went wrong with each account and its listings, and what to do next. */
export function outcomeRemarks(
  report: OutcomeReport,
  { style, width = Number.POSITIVE_INFINITY }: Pick<Output, 'style' | 'width'>,
): string[] {
  const { outcome, run, listings } = report
  const { status, error, holder } = outcome
  const called = accountText({ accountId: outcome.accountId, name: report.name })
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
        hintOf(error?.cause),
        `It is tried again after ${formatInstant(retryAt)}, by a running service or by the next sync.`,
      ]
        .filter(Boolean)
        .join(' ')
    case 'retries_spent':
      return run === null ? null : `airbnb-insights runs show ${shortRunId(run.runId)}`
    case 'ended':
      return run === null ? null : `airbnb-insights runs retry ${shortRunId(run.runId)}`
    default: {
      const hint = hintOf(error?.cause)
      if (hint !== undefined) return hint
      if (run === null) return null
      const body = listings.some((listing) => listing.error?.responseBody != null)
        ? ' (--body: what the API answered)'
        : ''
      return `airbnb-insights runs show ${shortRunId(run.runId)}${body}; sync again to try what is missing.`
    }
  }
}

function hintOf(cause: unknown): string | undefined {
  if (isRunnerError(cause)) return cause.hint
  return describeStoreError(cause)?.hint ?? describeClientError(cause)?.hint
}
