import type { AirbnbInsightsClient } from 'airbnb-insights-client'
import type { Account, StoredCredentials } from 'insights-store-timescale'
import type { CalendarDate } from 'insights-transform'
import pLimit from 'p-limit'
import { outlast } from '../waiting/outlast.ts'
import { type SyncOptions, type SyncSession, syncLeased } from './sync-account.ts'
import { failureOf } from './sync-failure.ts'
import { outcomeOf, type SyncOutcome } from './sync-outcome.ts'

/** Makes the client of one account from its stored credentials; it is closed when the account is done. */
export type CreateClient = (accountId: string, credentials: StoredCredentials) => AirbnbInsightsClient

/** What a sync of several accounts takes. */
export interface SyncAccountsOptions extends Omit<SyncOptions, 'scrapeDay' | 'runId'> {
  /** Which accounts, in the order of their outcomes. They are in the store, with their credentials. */
  readonly accounts: readonly Pick<Account, 'accountId'>[]
  /** The UTC date under which rows are stored: one for all, or asked for when an account has its turn. */
  readonly scrapeDay: CalendarDate | (() => CalendarDate)
  /** Makes each account's client when it has its turn. */
  readonly createClient: CreateClient
  /** How many accounts are synced at a time; each has a pace of its own. @defaultValue 4 */
  readonly concurrency?: number | undefined
}

/**
 * Syncs several accounts, several at a time. One account's end is not another's: every account gets an outcome, in
 * the order in which they were given. Accounts whose session is known to have expired are not asked.
 *
 * @throws InvalidArgumentError before anything is asked, for a scrape day, metrics or a number of weeks that cannot be
 */
export function syncAccounts(options: SyncAccountsOptions): Promise<SyncOutcome[]> {
  const limit = pLimit(options.concurrency ?? 4)
  return Promise.all(options.accounts.map(({ accountId }) => limit(() => syncOne(options, accountId))))
}

async function syncOne(options: SyncAccountsOptions, accountId: string): Promise<SyncOutcome> {
  const { signal, onProgress = () => {} } = options
  const scrapeDay = typeof options.scrapeDay === 'function' ? options.scrapeDay() : options.scrapeDay
  if (signal?.aborted) {
    const error = { code: 'cancelled', message: 'Cancelled before this account had its turn.' }
    const outcome = outcomeOf(accountId, 'cancelled', { error })
    onProgress({ type: 'run_finished', accountId, outcome })
    return outcome
  }
  return await syncStoredAccount({ ...options, scrapeDay }, accountId)
}

/**
 * Syncs one account with its stored credentials, which are read once its lease is held. One whose session is known to
 * have expired is not asked.
 */
export function syncStoredAccount(
  options: SyncOptions & { readonly createClient: CreateClient },
  accountId: string,
): Promise<SyncOutcome> {
  const { store, createClient } = options
  return syncLeased(options, accountId, async (sync) => {
    const account = await outlast(() => store.accounts.get(accountId))
    const credentials = await outlast(() => store.accounts.credentials(accountId))
    if (account === undefined || credentials === undefined) {
      const error = { code: 'account_not_found', message: `There is no account ${accountId}.` }
      return outcomeOf(accountId, 'failed', { error })
    }
    if (account.credentialStatus === 'expired') {
      const message = `The session of account ${accountId} has expired: it needs a new one.`
      return outcomeOf(accountId, 'auth_failed', { error: { code: 'credentials_expired', message } })
    }
    return await syncWithClient(createClient, accountId, credentials, sync)
  })
}

async function syncWithClient(
  createClient: CreateClient,
  accountId: string,
  credentials: StoredCredentials,
  sync: (session: SyncSession) => Promise<SyncOutcome>,
): Promise<SyncOutcome> {
  let client: AirbnbInsightsClient
  try {
    client = createClient(accountId, credentials)
  } catch (error) {
    return outcomeOf(accountId, 'failed', { error: failureOf(error) })
  }
  try {
    return await sync({ client, credentialVersion: credentials.version })
  } finally {
    await client.close()
  }
}
