import { describeClientError } from '../../cli/describe-client-error.ts'
import { describeStoreError } from '../../cli/describe-store-error.ts'
import type { Ending } from '../../output/exit-code.ts'
import type { SyncFailure, SyncOutcome } from '../sync-outcome.ts'

/** What an account's end counts as for the exit code: a failure that the database or a setting caused is theirs. */
export function endingOf({ status, error }: Pick<SyncOutcome, 'status' | 'error'>): Ending {
  return status === 'failed' && error !== null ? endingOfFailure(error) : status
}

/** What a failure before or instead of a run counts as. */
export function endingOfFailure({ code, cause }: SyncFailure): Ending {
  // Known from an earlier sync, so that nobody threw anything.
  if (code === 'credentials_expired') return 'auth_failed'
  const described = describeStoreError(cause) ?? describeClientError(cause)
  return described?.ending ?? (code === 'database' ? 'database' : 'failed')
}
