import type { Account, Run, RunListing, Store } from 'insights-store-timescale'
import { accountState } from '../accounts/account-document.ts'
import type { RunSituation } from './run-summary.ts'

/**
 * Looks up what else decides on what becomes of a run.
 *
 * @param newest the newest run of its account.
 */
export async function situationOf(
  store: Store,
  run: Run,
  listings: readonly RunListing[],
  newest: Run | undefined,
): Promise<RunSituation> {
  return {
    run,
    listings,
    superseded: newest !== undefined && newest.runId !== run.runId,
    account: standing(await store.accounts.get(run.accountId)),
    now: new Date(),
  }
}

function standing(account: Account | undefined): RunSituation['account'] {
  const state = account === undefined ? 'removed' : accountState(account)
  if (state === 'removed') return state
  if (account?.credentialStatus === 'expired') return 'expired'
  return state === 'disabled' ? state : 'ready'
}
