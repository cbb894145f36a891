import type { Account } from 'insights-store-timescale'
import { openStoreFor } from '../cli/open-store.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { type AccountInvocation, checkedAccountId } from './account-invocation.ts'
import { requireAccount } from './require-account.ts'

/** Enables or disables accounts; all must be there, or none is changed. */
export async function setActive(invocation: AccountInvocation, isActive: boolean): Promise<ExitCode> {
  const { args, output } = invocation
  const ids = [...new Set(args.map((id) => checkedAccountId(id)))]
  await using store = await openStoreFor(invocation)
  for (const id of ids) await requireAccount(store, id)
  const accounts: Account[] = []
  for (const id of ids) {
    accounts.push(await store.accounts.update(id, { isActive }))
    const what = isActive ? 'enabled: it is synced' : 'disabled: it keeps its data and is not synced'
    output.print(`${output.style('good', '✓')} Account ${id} is ${what}.`)
  }
  output.document({ accounts })
  return 0
}
