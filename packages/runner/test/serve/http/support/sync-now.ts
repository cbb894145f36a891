import type { SyncOutcome, SyncProgress } from '../../../../src/index.ts'
import { syncAll } from '../../../support/sync-bench.ts'
import type { ServiceInUse } from './use-service.ts'

/** Carries out what is to be done for one account, as a worker would, and gives the outcome. */
export async function syncNow(
  { service }: ServiceInUse,
  accountId: string,
  onProgress?: (progress: SyncProgress) => void | Promise<void>,
): Promise<SyncOutcome> {
  const { store, simulator } = service
  const account = await store.accounts.get(accountId)
  if (account === undefined) throw new Error(`There is no account ${accountId}.`)
  const { first } = await syncAll(store, simulator, {
    accounts: [account],
    ...(onProgress && { onProgress: (progress) => void onProgress(progress) }),
  })
  return first
}
