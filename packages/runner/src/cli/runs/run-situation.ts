import type { Account, Run, RunListing, Store } from 'insights-store-timescale'
import { accountState } from '../accounts/account-document.ts'
import type { RunSituation } from './run-summary.ts'

/** Looks up what else decides on what becomes of a run. */
export async function situationOf(
  store: Store,
  run: Run,
  listings: readonly RunListing[],
): Promise<RunSituation> {
  const { accountId } = run
  const [newest] = await store.runs.list({ accountId, limit: 1 })
  return {
    run,
    listings,
    superseded: newest !== undefined && newest.runId !== run.runId,
    account: standing(await store.accounts.get(accountId)),
    now: new Date(),
  }
}

function standing(account: Account | undefined): RunSituation['account'] {
  const state = account === undefined ? 'removed' : accountState(account)
  if (state === 'removed') return state
  if (account?.credentialStatus === 'expired') return 'expired'
  return state === 'disabled' ? state : 'ready'
}
