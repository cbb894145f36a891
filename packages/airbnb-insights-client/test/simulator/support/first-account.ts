import type { SimulatedAccount } from '../../../src/simulator/index.ts'
import type { Asker } from './ask.ts'

/** The first account of a simulator, as someone who asks it, and the id of its first listing. */
export function firstAccount(simulator: { url: string; accounts: readonly SimulatedAccount[] }): Asker & {
  accountId: string
  listingId: string
} {
  const account = simulator.accounts[0]
  const listing = account?.listings[0]
  if (account === undefined || listing === undefined) throw new Error('the simulator has no listing')
  return {
    url: simulator.url,
    credentials: account.credentials,
    accountId: account.accountId,
    listingId: listing.listingId,
  }
}
