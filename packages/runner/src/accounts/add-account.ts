import { openStoreFor } from '../cli/open-store.ts'
import type { ExitCode } from '../output/exit-code.ts'
import { givenAccountInput } from './account-credentials.ts'
import { type AccountInvocation, customerIdOption, fromOption, nameOption } from './account-invocation.ts'
import { completeAccounts } from './complete-accounts.ts'
import { readGivenAccount } from './given-account.ts'
import { storeAccount } from './store-account.ts'

/** Checks one account and stores it. */
export async function addAccount(invocation: AccountInvocation): Promise<ExitCode> {
  const { context, options, output } = invocation
  const customerId = customerIdOption(invocation)
  const name = nameOption(invocation)
  const given = await readGivenAccount({
    flags: options,
    from: fromOption(invocation),
    readsEnvironment: true,
    context,
    output,
  })
  const [complete = given] = await completeAccounts(invocation, [given])
  const input = {
    ...givenAccountInput(complete),
    ...(customerId === undefined ? {} : { customerId }),
    ...(name === undefined ? {} : { name }),
  }
  await using store = await openStoreFor(invocation, { creates: true })
  const stored = await storeAccount(store, input)
  output.print(stored.message(output.style))
  output.print('Next: airbnb-insights doctor, then airbnb-insights sync')
  output.document({ account: stored.account, created: stored.created })
  return 0
}
