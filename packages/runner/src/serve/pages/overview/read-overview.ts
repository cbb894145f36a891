import type { Account, Listing, Run, SessionOutlook, Store } from 'insights-store-timescale'
import pLimit from 'p-limit'
import { READS_AT_ONCE, readAccount } from '../../../report/collect/account-report.ts'
import type { TendedAccount } from '../../../report/page/needs-a-hand.ts'

/** An account as the overview shows it. */
export interface OverviewAccount extends TendedAccount {
  readonly listings: readonly Listing[]
  /** The newest run; undefined before the first. */
  readonly run: Run | undefined
  readonly outlook: SessionOutlook | undefined
}

/** Accounts that an overview has room for. */
const ACCOUNTS_A_PAGE = 50

/** A page of accounts, and whether more follow. */
export interface Overview {
  readonly accounts: readonly OverviewAccount[]
  /** The last account of this page, where another page follows. */
  readonly lastBeforeNext: string | null
}

/** Reads accounts by id with what there is to say of each without looking at its numbers. */
export async function readOverview(store: Store, after: string | undefined): Promise<Overview> {
  const found = await store.accounts.list({
    limit: ACCOUNTS_A_PAGE + 1,
    ...(after !== undefined && { after }),
  })
  const shown = found.slice(0, ACCOUNTS_A_PAGE)
  const outlooks = await store.accounts.sessionOutlooks(shown.map(({ accountId }) => accountId))
  const read = pLimit(READS_AT_ONCE)
  const accounts = await Promise.all(
    shown.map((account) => read(() => overviewOf(store, account, outlooks.get(account.accountId)))),
  )
  const last = shown.at(-1)
  return {
    accounts,
    lastBeforeNext: found.length > shown.length && last !== undefined ? last.accountId : null,
  }
}

async function overviewOf(
  store: Store,
  account: Account,
  outlook: SessionOutlook | undefined,
): Promise<OverviewAccount> {
  const { accountId } = account
  const { known: listings, scrapeDay: readOn } = await readAccount(store, account)
  const runs = await store.runs.list({ accountId, limit: 1 })
  const [run] = runs
  const failed =
    run === undefined || run.listingsFailed === 0
      ? []
      : (await store.runs.listings(run.runId)).filter(({ status }) => status === 'failed')
  return { account, listings, readOn, runs, failed, run, outlook }
}
