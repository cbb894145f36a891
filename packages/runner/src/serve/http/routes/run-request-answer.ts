import type { Run, RunRequest, Store } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import { accountNotFound, runNotFound } from '../errors/answer-for.ts'
import { ApiError, retryAfter } from '../errors/api-error.ts'
import type { ErrorCode } from '../errors/error-codes.ts'
import { runUrl } from '../schemas/run.ts'

/** How asking for a run can be refused, whichever way it is asked for. */
export const RUN_REFUSALS = [
  'account_not_found',
  'account_inactive',
  'credentials_expired',
  'run_in_progress',
  'rate_limited',
  'retries_spent',
] as const satisfies readonly ErrorCode[]

/**
 * Refuses to ask for a run of an account that is not there, not to be synced, or that no request can be made for.
 *
 * @throws ApiError
 */
export async function assertSyncable(
  { accounts }: Pick<Store, 'accounts'>,
  accountId: string,
): Promise<void> {
  const account = await accounts.get(accountId)
  if (account === undefined) throw accountNotFound(accountId)
  const { isActive, credentialStatus, credentialCheckedAt } = account
  if (!isActive) {
    throw new ApiError('account_inactive', `Account ${accountId} is not active: set is_active to true first.`)
  }
  if (credentialStatus === 'expired') {
    throw new ApiError(
      'credentials_expired',
      `The session of account ${accountId} has expired: give it a new cookie first.`,
      { details: { credential_checked_at: credentialCheckedAt } },
    )
  }
}

/**
 * The run that was queued.
 *
 * @throws ApiError where none was: one is open, the account rests, or nothing is to be done.
 */
export function queuedRun(request: RunRequest): Run {
  if (request.kind === 'queued') return request.run
  throw refusalOf(request)
}

/**
 * The run that was queued to try another one again: that one, or in place of an earlier day's one of today.
 *
 * @throws ApiError where there is no such run, its account is not to be synced, or none was queued.
 */
export async function retriedRun(
  store: Pick<Store, 'accounts' | 'runs'>,
  runId: string,
  today: CalendarDate,
): Promise<Run> {
  const found = await store.runs.get(runId)
  if (found === undefined) throw runNotFound(runId)
  await assertSyncable(store, found.accountId)
  const retried = await store.runs.retry(runId, { today })
  if (retried === undefined) throw runNotFound(runId)
  return queuedRun(retried)
}

function refusalOf(request: Exclude<RunRequest, { kind: 'queued' }>): ApiError {
  switch (request.kind) {
    case 'open': {
      const { run, holder } = request
      return new ApiError('run_in_progress', openMessage(request), {
        details: { ...(run === null ? NO_RUN : runDetails(run)), holder },
      })
    }
    case 'resting': {
      const { run, notBefore } = request
      return new ApiError('rate_limited', `Airbnb asked for a rest until ${notBefore.toISOString()}.`, {
        details: { ...runDetails(run), not_before: notBefore },
        headers: retryAfter(notBefore.getTime() - Date.now()),
      })
    }
    case 'retries_spent': {
      const retryUrl = `${runUrl(request.run.runId)}/retry`
      return new ApiError(
        'retries_spent',
        `The run was tried as often as is polite today. POST ${retryUrl} tries it all the same.`,
        { details: { ...runDetails(request.run), retry_url: retryUrl } },
      )
    }
    // nothing_missing
    default:
      return new ApiError('nothing_missing', 'The run has all listings: there is nothing to try again.', {
        details: runDetails(request.run),
      })
  }
}

const NO_RUN = { run_id: null, status_url: null }

function runDetails({ runId, status }: Run) {
  return { run_id: runId, status_url: runUrl(runId), status }
}

function openMessage({ run, holder }: Extract<RunRequest, { kind: 'open' }>): string {
  if (run === null) return `${holder ?? 'Somebody else'} is using the account now.`
  return run.status === 'running'
    ? `Run ${run.runId} is being carried out.`
    : `Run ${run.runId} is queued already.`
}
