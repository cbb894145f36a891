import { dataPlace, openStoreFor } from '../cli/open-store.ts'
import { switchOption } from '../cli/option-values.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { formatQuantity } from '../output/format.ts'
import { ACCOUNT_COLUMNS } from './account-document.ts'
import type { AccountInvocation } from './account-invocation.ts'
import { withNames } from './account-name.ts'

/** Shows all accounts. */
export async function listAccounts(invocation: AccountInvocation): Promise<ExitCode> {
  const { options, output } = invocation
  await using store = await openStoreFor(invocation)
  const listed = await store.accounts.list({
    activeOnly: switchOption(options, 'active'),
    includeDeleted: switchOption(options, 'removed'),
  })
  const outlooks = await store.accounts.sessionOutlooks(listed.map(({ accountId }) => accountId))
  const accounts = listed.map((account) => ({ ...account, session: outlooks.get(account.accountId) ?? null }))
  output.document({ accounts })
  if (accounts.length === 0) {
    output.print(
      `No accounts yet in ${dataPlace(invocation)}. Add one: airbnb-insights accounts add --from FILE`,
    )
    return 0
  }
  await output.table(
    accounts,
    withNames(ACCOUNT_COLUMNS, accounts, ({ name }) => name),
  )
  output.print(output.style('quiet', formatQuantity(accounts.length, 'account')))
  return 0
}
