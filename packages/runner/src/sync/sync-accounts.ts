import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { Account, StoredCredentials } from 'insights-store-timescale'
import pLimit from 'p-limit'
import { failureOf } from './run-end.ts'
import { type SyncOptions, syncAccount } from './sync-account.ts'
import type { SyncFailure, SyncOutcome } from './sync-outcome.ts'

export interface SyncAccountsOptions extends SyncOptions {
  readonly accounts: readonly Pick<Account, 'accountId' | 'credentialStatus'>[]
  /** Makes the client of one account; it is closed when the account is done. */
  readonly createClient: (accountId: string, credentials: StoredCredentials) => AirbnbInsightsClient
  /**
   * How many accounts are synced at a time; each has a pace of its own.
   *
   * @defaultValue 4
   */
  readonly concurrency?: number | undefined
}

/**
 * Syncs several accounts, several at a time. One account's end is not another's: every account gets an outcome, in
 * the order in which they were given. Accounts whose session is known to have expired are not asked.
 */
export function syncAccounts(options: SyncAccountsOptions): Promise<SyncOutcome[]> {
  const limit = pLimit(options.concurrency ?? 4)
  return Promise.all(options.accounts.map((account) => limit(() => syncOne(options, account))))
}

async function syncOne(
  options: SyncAccountsOptions,
  { accountId, credentialStatus }: Pick<Account, 'accountId' | 'credentialStatus'>,
): Promise<SyncOutcome> {
  const { store, signal, createClient, onProgress = () => {} } = options
  if (signal?.aborted) {
    return notBegun('cancelled', {
      code: 'cancelled',
      message: 'Cancelled before this account had its turn.',
    })
  }
  if (credentialStatus === 'expired') {
    return notBegun('auth_failed', {
      code: 'credentials_expired',
      message: `The session of account ${accountId} has expired. Import a fresh one: airbnb-insights accounts import`,
    })
  }
  let client: AirbnbInsightsClient | null = null
  try {
    const credentials = await store.accounts.credentials(accountId)
    if (credentials === undefined) {
      return notBegun('failed', { code: 'account_not_found', message: `There is no account ${accountId}.` })
    }
    client = createClient(accountId, credentials)
    return await syncAccount({
      ...options,
      client,
      account: { accountId, credentialVersion: credentials.version },
    })
  } catch (error) {
    return notBegun('failed', failureOf(error))
  } finally {
    await client?.close()
  }

  function notBegun(status: SyncOutcome['status'], error: SyncFailure): SyncOutcome {
    const outcome: SyncOutcome = { accountId, status, run: null, error, retryAt: null, holder: null }
    onProgress({ type: 'run_finished', accountId, outcome })
    return outcome
  }
}
